import type { Checkpoint } from '../../../ml/tensors/checkpoint.js';
import type { LayerStack } from './layers.js';

/** A model of the experiment with its headers read. */
export interface OpenedModel {
  /** As the experiment names it. */
  readonly reference: string;
  /** Equal for references to the same model, however they are written. */
  readonly identity: string;
  readonly checkpoint: Checkpoint;
  readonly stacks: readonly LayerStack[];
}
