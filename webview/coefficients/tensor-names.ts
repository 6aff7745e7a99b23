import type { TensorRow } from '../../src/protocol/coefficients.js';

/** Where a tensor stands in the model, read from its name and what the engine says of it. */
export interface TensorPlace {
  /** What comes before the layer's number: `model.layers`; empty outside the layers or where the name doesn't show it. */
  readonly stack: string;
  /** What comes after it, without a trailing `.weight`: `self_attn.q_proj`. */
  readonly part: string;
}

/** Finds the layer's number among the dotted parts of the name and takes what is before and after it. */
export function placeOf({ tensor, layer, module }: Pick<TensorRow, 'tensor' | 'layer' | 'module'>): TensorPlace {
  const infix = `.${layer}.`;
  const at = layer === undefined ? -1 : tensor.indexOf(infix);
  if (at < 0) {
    return { stack: '', part: layer === undefined ? withoutWeight(tensor) : module };
  }
  return { stack: tensor.slice(0, at), part: withoutWeight(tensor.slice(at + infix.length)) };
}

function withoutWeight(name: string): string {
  return name.endsWith('.weight') && name.length > '.weight'.length ? name.slice(0, -'.weight'.length) : name;
}

/** How many numbers a tensor holds. */
export function elementsOf(row: Pick<TensorRow, 'shape'>): number {
  return row.shape.reduce((product, size) => product * size, 1);
}
