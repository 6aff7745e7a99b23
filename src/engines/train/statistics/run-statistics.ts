import * as path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { modelsmithError } from '../../../base/errors.js';
import { isRecord } from '../../../base/plain-record.js';
import type { RunContext } from '../../../base/ports.js';
import type { EngineResult } from '../../../experiments/kind.js';
import { outputNames, publish } from '../../../ml/tensors/output/publish.js';
import type { EmittedEvent } from '../../../protocol/events.js';
import { locateModels } from '../training/locate-models.js';
import { SnapshotPace } from '../snapshot-pace.js';
import type { StatisticsSpec } from '../spec/statistics-schema.js';
import { openSession } from '../training/open-session.js';
import { sessionOf } from './session-of.js';
import { StatisticSums, type SumsState } from './statistic-sums.js';
import { writeStatistics } from './write-statistics.js';

/** Examples between two tellings of progress. */
const REPORT_EVERY = 20;

interface StatisticsState {
  readonly format: 1;
  readonly sums: SumsState;
}

/**
 * Writes the diagonal Fisher information of a model (mean over examples of the squared gradient of the loss at the label) and
 * the Gram matrices of its linear layers' inputs over a data set, as merging by fisher and regmean reads them.
 */
export async function runStatistics(
  spec: StatisticsSpec,
  context: RunContext<EmittedEvent>,
  { makePace = () => new SnapshotPace() }: { readonly makePace?: () => SnapshotPace } = {},
): Promise<EngineResult> {
  const { files, folder, artifacts, output, runId, seed, signal, emit, snapshot } = context;
  const kept = asStatisticsState(await snapshot.latest());
  if (kept === undefined) {
    emit({ type: 'phase', phase: 'train/data' });
  }
  const scratch = path.join(artifacts, 'tokenizer');
  const located = await locateModels(spec, context);
  const session = await openSession(sessionOf(located), { files, folder, scratch, seed, signal, readsAll: true });
  try {
    const { task, description } = session;
    const total = Math.min(spec.examples, task.stepsPerEpoch);
    // GPT-2 keeps its layers as in x out, and RegMean solves for out x in.
    const hasGrams = description['model_type'] !== 'gpt2';
    const sums = new StatisticSums(task.network, () => hasGrams, kept?.sums);
    const pace = makePace();
    if (kept === undefined) {
      emit({ type: 'phase', phase: 'train/statistics' });
    }
    for await (const example of task.batches(0, sums.state.examples, signal)) {
      await nextTurn();
      if (pace.isDue || signal.aborted) {
        await pace.save(() => snapshot.save({ format: 1, sums: sums.state } satisfies StatisticsState));
      }
      signal.throwIfAborted();
      if (sums.state.examples === total) {
        break;
      }
      if (!Number.isFinite(sums.add(example))) {
        throw modelsmithError('train-not-finite', { example: sums.state.examples }, { key: 'model' });
      }
      const done = sums.state.examples;
      if (done % REPORT_EVERY === 0 || done === total) {
        emit({ type: 'progress', done, total, unit: 'examples' });
      }
    }
    emit({ type: 'phase', phase: 'train/finishing' });
    const names = outputNames(output ?? { path: path.join(artifacts, 'statistics'), overwrite: true }, runId);
    await files.remove(names.partial);
    const { state } = sums;
    const { bytes, fisher, gram } = await writeStatistics(files, names.partial, { network: task.network, sums: state });
    await publish(files, names);
    emit({ type: 'artifact', name: path.basename(names.path), path: names.path, bytes });
    return {
      output: names.path,
      figures: [
        { name: 'examples', value: state.examples },
        { name: 'mean-loss', value: state.loss / state.examples },
        { name: 'fisher-tensors', value: fisher },
        { name: 'gram-matrices', value: gram },
      ],
    };
  } finally {
    await session.close();
  }
}

/** What a snapshot holds, where it is one of this form; only this program writes them. */
function asStatisticsState(value: unknown): StatisticsState | undefined {
  return isRecord(value) && value['format'] === 1 && isRecord(value['sums'])
    ? (value as unknown as StatisticsState)
    : undefined;
}
