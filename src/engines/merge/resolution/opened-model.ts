import type { Checkpoint, TensorLocation } from '../../../ml/tensors/checkpoint.js';
import type { Vocabulary } from '../../../ml/tokenizers/vocabulary.js';
import type { AdapterSource } from '../adapters/adapter-source.js';
import type { LayerStack } from './layers.js';

/** A tensor of a model, with what an adapter adds to it. */
export interface ModelTensor extends TensorLocation {
  readonly adapter?: AdapterSource;
}

/** A model of the experiment with its headers read. */
export interface OpenedModel {
  /** As the experiment names it. */
  readonly reference: string;
  /** Equal for references to the same model, however they are written. */
  readonly identity: string;
  /** The folder, without an adapter. */
  readonly checkpoint: Omit<Checkpoint, 'tensors'>;
  readonly tensors: ReadonlyMap<string, ModelTensor>;
  readonly stacks: readonly LayerStack[];
  /** The vocabulary of a model that is still to be made; of others, their files tell. */
  readonly vocabulary?: Vocabulary | undefined;
}
