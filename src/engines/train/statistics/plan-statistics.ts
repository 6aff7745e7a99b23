import { problem, problemsOf, type Problem } from '../../../base/errors.js';
import type { PlanContext } from '../../../experiments/kind.js';
import { ensureBackend } from '../../../ml/compute/ensure-backend.js';
import { outputProblems } from '../../../ml/tensors/output/output-problems.js';
import type { Plan } from '../../../protocol/plan.js';
import { keyed } from '../keyed-problem.js';
import { modelInput, RUNTIME_BYTES, tryLocate } from '../plan.js';
import type { StatisticsSpec } from '../spec/statistics-schema.js';
import { openSession, type Session } from '../training/open-session.js';
import { trainingInputs } from '../training/training-inputs.js';
import { sessionOf } from './session-of.js';

/** Weights and their gradients in 4 bytes, the sums of squares and their snapshot in 8. */
const BYTES_A_WEIGHT = 4 + 4 + 8 + 8;
/** A layer's input is as wide as its weight has columns; the sum of its products, and its snapshot. */
const BYTES_A_PRODUCT = 8 + 8;

/** What a measurement would read and write, and what stands in its way. */
export async function planStatistics(spec: StatisticsSpec, context: PlanContext): Promise<Plan> {
  const { files, output, experiment, folder, signal, seed, draft } = context;
  await ensureBackend();
  const problems: Problem[] = [];
  const located = await tryLocate(spec, context, problems);
  const one = sessionOf(located);
  const isUnclear =
    problems.length > 0 ||
    draft?.removed.some(([key]) => key === 'model' || key === 'data' || key === 'tokenizer') === true;
  let session: Session | undefined;
  try {
    session = isUnclear
      ? undefined
      : await openSession(one, { files, folder, scratch: undefined, seed, signal, readsAll: false });
  } catch (thrown) {
    signal.throwIfAborted();
    problems.push(...problemsOf(thrown).map((found) => keyed(found, one.data, '')));
  }
  try {
    problems.push(...(session?.warnings ?? []));
    if (output !== undefined) {
      const inputs = await modelInput(spec.model, located.model, context);
      problems.push(...(await outputProblems(output, { files, experiment: experiment.file, inputs })));
    }
    const weights = session?.task.network.weights ?? [];
    const elements = weights.reduce((sum, { variable }) => sum + variable.size, 0);
    const products = weights
      .filter(({ variable }) => variable.rank === 2)
      .reduce((sum, { variable }) => sum + (variable.shape[1] ?? 0) ** 2, 0);
    const writeBytes = 4 * (elements + products);
    const freeDiskBytes = await files.freeBytes(output?.path ?? folder);
    if (writeBytes > freeDiskBytes) {
      const args = { neededBytes: writeBytes, freeBytes: freeDiskBytes };
      problems.push(problem('disk-space', args, { key: 'output' }));
    }
    return {
      kind: 'train',
      name: experiment.name,
      problems,
      figures:
        session === undefined
          ? []
          : [
              { name: 'network', value: String(session.description['type'] ?? session.description['model_type']) },
              { name: 'parameters', value: elements },
              { name: 'examples', value: Math.min(spec.examples, session.task.stepsPerEpoch) },
            ],
      estimate: {
        readBytes: 4 * elements,
        writeBytes,
        memoryBytes: RUNTIME_BYTES + BYTES_A_WEIGHT * elements + BYTES_A_PRODUCT * products,
        freeDiskBytes,
      },
      inputs: await trainingInputs([one], context),
      ...(output === undefined ? {} : { output: output.path }),
    };
  } finally {
    await session?.close();
  }
}
