import type { ShardIndexOffence } from '../../base/offences.js';
import { modelsmithError } from '../../base/errors.js';
import { type JsonScanner, JsonSyntaxError } from './json-scanner.js';
import { MAX_TENSORS } from './limits.js';
import { scanJsonObject, shortened } from './scan-json-object.js';

/**
 * Reads `model.safetensors.index.json`: which shard holds each tensor, by name, in the order of the file.
 * Throws `shard-index-invalid` with what is wrong, also for a tensor that is named twice.
 */
export function parseShardIndex(bytes: Uint8Array, file: string): ReadonlyMap<string, string> {
  const shards = new Map<string, string>();
  const keys = new Set<string>();
  const fault = (offence: ShardIndexOffence, detail: string, tensor?: string): Error =>
    modelsmithError(
      'shard-index-invalid',
      { offence, detail: shortened(detail) },
      tensor === undefined ? { file } : { file, tensor },
    );

  scanJsonObject(
    bytes,
    (key, scanner) => {
      if (key !== 'weight_map') {
        scanner.skipValue();
        return;
      }
      if (keys.has(key)) {
        throw fault('duplicate-key', key);
      }
      keys.add(key);
      if (!scanner.is('object')) {
        assertValue(scanner);
        throw fault('no-weight-map', scanner.kind());
      }
      scanner.readObject((tensor) => {
        if (shards.has(tensor)) {
          throw fault('duplicate-key', tensor, tensor);
        }
        if (!scanner.is('string')) {
          assertValue(scanner);
          throw fault('no-weight-map', scanner.kind(), tensor);
        }
        if (shards.size >= MAX_TENSORS) {
          throw fault('too-many-tensors', String(MAX_TENSORS));
        }
        shards.set(tensor, scanner.readString());
      });
    },
    fault,
  );
  if (keys.size === 0) {
    throw fault('no-weight-map', '');
  }
  return shards;
}

/** Throws where no value of any kind stands: what is wrong is the JSON then. */
function assertValue(scanner: JsonScanner): void {
  const kind = scanner.kind();
  if (kind === 'end' || kind === 'other') {
    throw new JsonSyntaxError(scanner.position);
  }
}
