import { modelsmithError } from '../../base/errors.js';
import type { FieldReader } from './read-fields.js';

/** Throws `network-feature` for a key that says something else than the one thing that is computed here. */
export function refuseFeatures(fields: FieldReader, only: Readonly<Record<string, string | number | boolean>>): void {
  for (const [key, value] of Object.entries(only)) {
    const found = fields.valueOf(key);
    if (found !== undefined && found !== value) {
      throw modelsmithError('network-feature', { key, value: JSON.stringify(found).slice(0, 80) }, fields.at(key));
    }
  }
}
