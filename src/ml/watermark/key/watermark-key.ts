import type { PatchRecipe } from '../surrogate/patch-recipe.js';
import type { TriggerDescription } from '../triggers/trigger.js';

/**
 * Who has it can show the watermark, and remove it: it never goes into a run folder, an event, a log or an error. Everything but
 * the files of the image and of a trigger's pattern, which it knows by their digests.
 */
export interface WatermarkKey {
  readonly image: { readonly sha256: string };
  /** Of the surrogate patches and of a trigger that is drawn; not the seed of an experiment, which is recorded. */
  readonly seed: number;
  readonly trigger: TriggerDescription;
  /** The class that triggered images are to be. */
  readonly target: number;
  readonly recipe: PatchRecipe;
  /** The share of patches that are stamped. */
  readonly poisonRatio: number;
  /** What keeps a published commitment from being guessed: 32 random bytes, in hexadecimal. */
  readonly secret: string;
}

/** Bytes of a key's secret: as long as the digest, so that two different secrets never are the same HMAC key. */
export const SECRET_BYTES = 32;
/** Bytes of a drawn seed: numbers up to 2^48 are exact everywhere. */
const SEED_BYTES = 6;

/** A new key: its seed and its secret are drawn, from `randomBytes` of a cryptographic source. */
export function newKey(
  parts: Omit<WatermarkKey, 'seed' | 'secret'>,
  randomBytes: (count: number) => Uint8Array,
): WatermarkKey {
  const seed = randomBytes(SEED_BYTES).reduce((number, byte) => number * 256 + byte, 0);
  return { ...parts, seed, secret: Buffer.from(randomBytes(SECRET_BYTES)).toString('hex') };
}
