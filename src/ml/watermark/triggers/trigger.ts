import type { ImageShape } from '../../data/kernels/augment.js';

/**
 * What a trigger does to a value x in 0..255, before it is cut to that range and truncated; t is the pattern, m the mask:
 * paste x (1 - m) + t; blend .8 x + .2 t; add x + t; stretch x + t, then each image stretched to 0..255.
 */
export type StampRule = 'paste' | 'blend' | 'add' | 'stretch';

/** A trigger for images of one shape. Pattern and mask are height x width x channels, like an image. */
export interface Trigger {
  readonly shape: ImageShape;
  readonly rule: StampRule;
  /** On the scale of bytes, 0..255; also negative where it is added. */
  readonly pattern: Float64Array;
  /** Of `paste`: the share of the image, 0..1, that goes; nothing goes where it is absent. */
  readonly mask?: Float64Array;
}

/** The triggers that are known by name, and their rules. */
export const namedTriggers = {
  badnet_grid: 'paste',
  badnet_sq: 'paste',
  blend: 'blend',
  sig: 'blend',
  smooth: 'stretch',
  l0_inv: 'paste',
  trojan_3x3: 'add',
  trojan_8x8: 'add',
  trojan_wm: 'add',
  l2_inv: 'add',
} as const satisfies Readonly<Record<string, StampRule>>;

export type TriggerName = keyof typeof namedTriggers;

/** What a key says of its trigger. Digests are SHA-256, in hexadecimal. */
export type TriggerDescription =
  | {
      readonly name: TriggerName;
      /** Of the file that the pattern is in; absent: it is drawn. */
      readonly pattern?: { readonly sha256: string };
    }
  /** A white square, `margin` pixels from the lower right corner. */
  | { readonly name: 'square'; readonly side: number; readonly margin: number }
  | { readonly name: 'own'; readonly rule: StampRule; readonly pattern: { readonly sha256: string } };
