import { createHmac, timingSafeEqual } from 'node:crypto';
import { modelsmithError } from '../../../base/errors.js';
import { KeyFields } from './key-fields.js';
import { orderedKey } from './key-file.js';
import type { WatermarkKey } from './watermark-key.js';

const FORMAT = 'modelsmith-watermark-commitment/1';
const ALGORITHM = 'HMAC-SHA-256';

/** What is published with a model, so that its key can be shown later to have been there before. It tells nothing of the key. */
export interface Commitment {
  /** Of the model, in hexadecimal; see `digestModel`. */
  readonly model: { readonly sha256: string };
  /** HMAC-SHA-256 by the key's secret over model and key, in hexadecimal. */
  readonly hmac: string;
}

/** Commits a key to a model, whose digest is given. */
export function commitKey(key: WatermarkKey, modelSha256: string): Commitment {
  return { model: { sha256: modelSha256 }, hmac: hmacOf(key, modelSha256).toString('hex') };
}

/**
 * Throws `watermark-commitment-mismatch` unless the commitment was made to this model (by its digest) with this very key: with
 * another image, seed, trigger, target or parameter, or another secret, it wasn't.
 */
export function verifyCommitment(commitment: Commitment, key: WatermarkKey, modelSha256: string): void {
  if (commitment.model.sha256 !== modelSha256) {
    throw modelsmithError('watermark-commitment-mismatch', { part: 'model' });
  }
  if (!timingSafeEqual(Buffer.from(commitment.hmac, 'hex'), hmacOf(key, modelSha256))) {
    throw modelsmithError('watermark-commitment-mismatch', { part: 'key' });
  }
}

/** The text of a commitment's file. */
export function formatCommitment({ model, hmac }: Commitment): string {
  const content = { format: FORMAT, algorithm: ALGORITHM, model: { sha256: model.sha256 }, hmac };
  return `${JSON.stringify(content, undefined, 2)}\n`;
}

/** The commitment that a file's bytes are; throws `watermark-commitment-invalid` with the field that is wrong. */
export function parseCommitment(content: Uint8Array, file: string): Commitment {
  const fields = KeyFields.parse(content, file, 'watermark-commitment-invalid');
  fields.requireFormat(FORMAT);
  fields.choice('algorithm', [ALGORITHM]);
  const model = fields.object('model');
  const commitment = { model: { sha256: model.digest('sha256') }, hmac: fields.digest('hmac') };
  model.end();
  fields.end();
  return commitment;
}

/** The format stands first, so that no other use of a secret can be taken for this one. */
function hmacOf(key: WatermarkKey, modelSha256: string): Buffer {
  return createHmac('sha256', Buffer.from(key.secret, 'hex'))
    .update(`${FORMAT}\n${modelSha256}\n${JSON.stringify(orderedKey(key))}`, 'utf8')
    .digest();
}
