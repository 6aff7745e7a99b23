/** What is wrong with the file of a key or a commitment; each has a sentence of its own. None tells what the file holds. */
export type KeyFileOffence =
  | 'field-missing'
  | 'field-unknown'
  | 'field-value'
  | 'format'
  | 'not-json'
  | 'not-object'
  | 'not-utf8';

/** Codes of watermarks; see `error-codes.ts`, which takes them in. None has an argument that is part of a key. */
export interface WatermarkErrorArguments {
  /** `field`: what the file calls the value, where one is to blame; empty otherwise. */
  'watermark-commitment-invalid': { readonly offence: KeyFileOffence; readonly field: string };
  /** The commitment was made to another model, or with another key. */
  'watermark-commitment-mismatch': { readonly part: 'key' | 'model' };
  'watermark-image-flat': Record<string, never>;
  'watermark-image-grey': Record<string, never>;
  /** The image isn't the one that the key is of. */
  'watermark-image-mismatch': Record<string, never>;
  /** `needed`: pixels of the shorter side. */
  'watermark-image-tiny': { readonly height: number; readonly width: number; readonly needed: number };
  'watermark-image-transparent': Record<string, never>;
  'watermark-key-exists': Record<string, never>;
  'watermark-key-invalid': { readonly offence: KeyFileOffence; readonly field: string };
  /** Height, width and channels: of the key's patches, and of what the network takes. */
  'watermark-key-shape': { readonly key: readonly number[]; readonly network: readonly number[] };
  /** The pattern isn't the one that the key is of. */
  'watermark-pattern-mismatch': Record<string, never>;
  /** Height and width. */
  'watermark-pattern-size': { readonly found: readonly number[]; readonly expected: readonly number[] };
  /** Height, width and channels of what the network takes: patches are square, with one channel or three. */
  'watermark-shape': { readonly shape: readonly number[] };
  'watermark-target-outside': { readonly classes: number };
  /** `needed`: pixels of a side of the image that the trigger takes. */
  'watermark-trigger-size': { readonly needed: number; readonly found: readonly number[] };
}
