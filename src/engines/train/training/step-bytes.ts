import { activationBytes } from '../../../ml/networks/activation-bytes.js';
import type { TrainSpec } from '../spec/schema.js';
import { EVALUATION_BATCH } from './image-task.js';
import type { Session } from './open-session.js';

/**
 * What the activations of a step take at most (bytes): of one that learns, or of one that evaluates, which takes images by
 * a batch of its own. `batch` is the step's, where another than the experiment's is thought of.
 */
export function stepBytes(
  { built, description }: Pick<Session, 'built' | 'description'>,
  spec: Pick<TrainSpec, 'batch_size' | 'data'>,
  batch: number = spec.batch_size,
): number {
  const { weights } = built.network;
  if (built.task === 'image-classification') {
    return Math.max(
      activationBytes(weights, description, { batch, isTraining: true }),
      activationBytes(weights, description, { batch: EVALUATION_BATCH, isTraining: false }),
    );
  }
  const longest = built.task === 'encoder-decoder' ? Number.POSITIVE_INFINITY : built.network.maximumTokens;
  const tokens = Math.min(spec.data.max_tokens, longest);
  return activationBytes(weights, description, { batch, tokens, isTraining: true });
}
