import { modelsmithError } from '../../base/errors.js';
import { FieldReader } from './read-fields.js';

/** Height, width and channels of the images that a network takes. */
export interface ImageShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** What stands between the layers of a network. */
export type Activation = 'relu' | 'tanh';

/** The key `image`, with its three sizes. */
export function readImageShape(fields: FieldReader): ImageShape {
  const image = new FieldReader(fields.mapping('image'), fields.at('image'));
  return { height: image.size('height'), width: image.size('width'), channels: image.size('channels') };
}

/** The key `activation`, ReLU where it is absent. */
export function readActivation(fields: FieldReader): Activation {
  return fields.choice('activation', ['relu', 'tanh'], 'relu');
}

/** A key that holds a list of whole numbers from 1 on. */
export function readSizes(fields: FieldReader, key: string, fallback?: readonly number[]): readonly number[] {
  const value = fields.valueOf(key) ?? fallback;
  if (value === undefined) {
    throw modelsmithError('key-missing', { key }, fields.at(key));
  }
  if (!Array.isArray(value)) {
    throw modelsmithError('value-type', { expected: ['list'], found: kindOf(value) }, fields.at(key));
  }
  const items = new FieldReader(Object.fromEntries(value.entries()), fields.at(key));
  return value.map((_, i) => items.size(String(i)));
}

/** What stands where a list should. */
function kindOf(value: unknown): 'text' | 'number' | 'boolean' | 'mapping' {
  switch (typeof value) {
    case 'string':
      return 'text';
    case 'number':
      return 'number';
    case 'boolean':
      return 'boolean';
    default:
      return 'mapping';
  }
}
