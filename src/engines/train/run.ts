import * as path from 'node:path';
import type { RunContext, Scores } from '../../base/ports.js';
import type { EngineResult } from '../../experiments/kind.js';
import { loadWeights } from '../../ml/networks/load-weights.js';
import { saveWeights } from '../../ml/networks/save-weights.js';
import { checkpointSource } from '../../ml/networks/tensor-source.js';
import { openCheckpoint } from '../../ml/tensors/checkpoint.js';
import { outputNames, publish } from '../../ml/tensors/output/publish.js';
import type { EmittedEvent } from '../../protocol/events.js';
import { locateModels } from './training/locate-models.js';
import { SnapshotPace } from './snapshot-pace.js';
import type { TrainSpec } from './spec/schema.js';
import { runStage, type StageEnd } from './stage.js';
import { sourceSpec, targetSpec } from './stage-specs.js';
import { tellScores } from './tell-scores.js';
import { asTrainState } from './train-state.js';
import type { Session } from './training/open-session.js';
import { readWeightValues, type WeightValues } from './training/weight-values.js';

type Context = RunContext<EmittedEvent>;

export interface TrainRunOptions {
  /** Makes what tells when snapshots are due, for each stage; tests have snapshots when they want them. */
  readonly makePace?: () => SnapshotPace;
}

/** Trains on the source data, where there are some, then on the data; the best checkpoint becomes the result. */
export async function runTraining(
  named: TrainSpec,
  context: Context,
  options: TrainRunOptions = {},
): Promise<EngineResult> {
  const { makePace = () => new SnapshotPace() } = options;
  const spec = await locateModels(named, context);
  const kept = asTrainState(await context.snapshot.latest());
  let [firstStep, learnt]: [number, WeightValues | undefined] = [kept?.firstStep ?? 0, undefined];
  const first = sourceSpec(spec);
  if (first !== undefined && kept?.stage !== 'target') {
    const options = {
      name: 'source',
      spec: first,
      context,
      makePace,
      state: kept,
      firstStep: 0,
      learnt: undefined,
    } as const;
    [firstStep, learnt] = await runStage(options, async (session, end) => {
      await takeBest(session, end, context);
      return [end.steps, await readWeightValues(session.task.network)];
    });
  }
  const state = kept?.stage === 'target' ? kept : undefined;
  const last = { name: 'target', spec: targetSpec(spec), context, makePace, state, firstStep, learnt } as const;
  return runStage(last, (session, end) => finish(session, { spec, context, end, firstStep }));
}

/** Puts the best weights in place; those of the end, where nothing was held out to tell. */
async function takeBest(session: Session, { best, bestFolder }: StageEnd, { files, signal }: Context): Promise<void> {
  if (best !== undefined) {
    const checkpoint = await openCheckpoint(files, bestFolder, signal);
    await loadWeights(session.task.network, checkpointSource(files, checkpoint), { signal });
  }
}

/** Puts the best weights in place, scores the test set once, and writes the result. */
async function finish(
  session: Session,
  run: {
    readonly spec: TrainSpec;
    readonly context: Context;
    readonly end: StageEnd;
    readonly firstStep: number;
  },
): Promise<EngineResult> {
  const { spec, context, end, firstStep } = run;
  const { files, artifacts, output, runId, signal, emit } = context;
  const { task, companions } = session;
  emit({ type: 'phase', phase: 'train/finishing' });
  await takeBest(session, end, context);
  const test = task.heldOut.test > 0 ? await task.evaluate('test', signal) : undefined;
  if (test !== undefined) {
    tellScores(context, 'test', { scores: test, step: firstStep + (end.best?.step ?? end.steps) });
  }
  const names = outputNames(output ?? { path: path.join(artifacts, 'model'), overwrite: true }, runId);
  await files.remove(names.partial);
  const dtype = ({ float32: 'F32', bfloat16: 'BF16', float16: 'F16' } as const)[spec.dtype];
  await saveWeights(files, names.partial, { network: task.network, dtype, companions, signal });
  await publish(files, names);
  const elements = task.network.weights.reduce((sum, { variable }) => sum + variable.size, 0);
  const bytes = elements * (dtype === 'F32' ? 4 : 2);
  emit({ type: 'artifact', name: path.basename(names.path), path: names.path, bytes });
  return { output: names.path, figures: figuresOf(run, test, task.metric) };
}

function figuresOf(
  { end: { best, steps, scores }, firstStep }: { readonly end: StageEnd; readonly firstStep: number },
  test: Scores | undefined,
  metric: string,
): EngineResult['figures'] {
  const tested = test?.[metric];
  const validated = best?.score ?? scores?.[metric];
  return [
    ...(tested === undefined ? [] : [{ name: `test-${metric}`, value: tested }]),
    ...(validated === undefined ? [] : [{ name: `validation-${metric}`, value: validated }]),
    { name: 'steps', value: firstStep + steps },
    ...(best === undefined ? [] : [{ name: 'best-step', value: firstStep + best.step }]),
  ];
}
