import * as path from 'node:path';
import type { RunContext } from '../../../base/ports.js';
import type { EngineResult } from '../../../experiments/kind.js';
import type { EmittedEvent } from '../../../protocol/events.js';
import type { MergeSpec } from '../spec/schema.js';
import { stagesOf } from './stages-of.js';

type Context = RunContext<EmittedEvent>;
type Results = ReadonlyMap<string, string>;
/** Runs one merge, given what the stages before it have made. */
export type MergeWith = (spec: MergeSpec, context: Context, results: Results) => Promise<EngineResult>;

const STATE_FORMAT = 1;

/** What a run of stages keeps: how many are done, and what the one at work keeps. */
interface StagesState {
  readonly format: typeof STATE_FORMAT;
  readonly stages: number;
  readonly merge?: unknown;
}

/**
 * Merges stage after stage into the run's own folder, then what they lead to; their results are removed when that is in its
 * place. Only the last merge is drawn: of the others the log has the phase.
 */
export async function runStages(spec: MergeSpec, context: Context, mergeWith: MergeWith): Promise<EngineResult> {
  const stages = stagesOf(spec);
  if (stages.length === 0) {
    return mergeWith(spec, context, new Map());
  }
  const { files, snapshot, emit } = context;
  const folder = path.join(context.artifacts, 'stages');
  const placeOf = (index: number): string => path.join(folder, String(index + 1));
  const kept = await keptState(context);
  // A result that is no longer there is made again, and so is what came after it.
  const there = await Promise.all(stages.map(async (_, i) => (await files.stat(placeOf(i))) !== undefined));
  const whole = Math.min(kept?.stages ?? 0, there.includes(false) ? there.indexOf(false) : stages.length);
  const results = new Map(stages.slice(0, whole).map(({ name }, i) => [name, placeOf(i)]));
  let inner = kept !== undefined && kept.stages === whole ? kept.merge : undefined;
  const within = (done: number): Context['snapshot'] => ({
    latest: () => Promise.resolve(inner),
    save: (merge) => snapshot.save({ format: STATE_FORMAT, stages: done, merge } satisfies StagesState),
    discard: () => snapshot.save({ format: STATE_FORMAT, stages: done } satisfies StagesState),
  });
  for (let index = whole; index < stages.length; index++) {
    const stage = stages[index];
    if (stage === undefined) {
      break;
    }
    if (inner === undefined) {
      emit({ type: 'phase', phase: 'merge/stage' });
    }
    const output = { path: placeOf(index), overwrite: true };
    await mergeWith(
      stage.spec,
      { ...context, output, emit: quietly(emit), dense: NOWHERE, snapshot: within(index) },
      results,
    );
    results.set(stage.name, placeOf(index));
    inner = undefined;
    await snapshot.save({ format: STATE_FORMAT, stages: index + 1 } satisfies StagesState);
  }
  const result = await mergeWith(spec, { ...context, snapshot: within(stages.length) }, results);
  await files.remove(folder);
  return result;
}

async function keptState({ snapshot }: Context): Promise<StagesState | undefined> {
  const state = (await snapshot.latest()) as StagesState | undefined;
  return state?.format === STATE_FORMAT ? state : undefined;
}

/** Of a stage only warnings are worth a place in the log: its tensors aren't those of the result. */
function quietly(emit: Context['emit']): Context['emit'] {
  return (event) => {
    if (event.type === 'log') {
      emit(event);
    }
  };
}

/** Blocks of tensors that nobody draws. */
const NOWHERE: Context['dense'] = { append: (file, values) => ({ file, offset: 0, length: values.length }) };
