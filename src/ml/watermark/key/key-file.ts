import { modelsmithError } from '../../../base/errors.js';
import type { Files } from '../../../base/ports.js';
import { MAX_CLASSES } from '../../data/limits.js';
import type { PatchRecipe } from '../surrogate/patch-recipe.js';
import { namedTriggers, type StampRule, type TriggerDescription, type TriggerName } from '../triggers/trigger.js';
import { KeyFields } from './key-fields.js';
import type { WatermarkKey } from './watermark-key.js';

const FORMAT = 'modelsmith-watermark-key/1';
/** A key takes less than a thousand bytes. */
export const MAX_KEY_BYTES = 64 * 1024;
/** Patches of a set, and pixels of a patch's side: what fits into memory. */
const MAX_PATCHES = 1_000_000;
const MAX_SIDE = 1024;
/** Width over height of a crop: beyond, it is a line. */
const MAX_ASPECT = 100;

const triggerNames = [...(Object.keys(namedTriggers) as TriggerName[]), 'square', 'own'] as const;
const rules: readonly StampRule[] = ['paste', 'blend', 'add', 'stretch'];

/** Writes a new key for its owner's eyes only. Throws `watermark-key-exists` rather than replace a file, `file-unwritable`. */
export async function writeKey(files: Files, file: string, key: WatermarkKey): Promise<void> {
  if ((await files.stat(file)) !== undefined) {
    throw modelsmithError('watermark-key-exists', {}, { file });
  }
  const content = { format: FORMAT, ...orderedKey(key), secret: key.secret };
  await files.writeAtomically(file, `${JSON.stringify(content, undefined, 2)}\n`, { isPrivate: true });
}

/** Reads a key. Throws `watermark-key-invalid` with the field that is wrong and never what it holds, `file-…`. */
export async function readKey(files: Files, file: string): Promise<WatermarkKey> {
  return parseKey(await files.readSmall(file, MAX_KEY_BYTES), file);
}

/** The key that a file's bytes are; `file` is what errors name. Throws as `readKey`. */
export function parseKey(content: Uint8Array, file: string): WatermarkKey {
  const fields = KeyFields.parse(content, file, 'watermark-key-invalid');
  fields.requireFormat(FORMAT);
  const image = fields.object('image');
  const key: WatermarkKey = {
    image: { sha256: image.digest('sha256') },
    seed: fields.whole('seed', 0, Number.MAX_SAFE_INTEGER),
    trigger: readTrigger(fields.object('trigger')),
    target: fields.whole('target', 0, MAX_CLASSES - 1),
    recipe: readRecipe(fields.object('recipe')),
    poisonRatio: fields.number('poisonRatio', 0, 1),
    secret: fields.digest('secret'),
  };
  image.end();
  fields.end();
  return key;
}

/**
 * Everything of a key but its secret, with its fields in one order whatever the key's was: what is written to a file, and what a
 * commitment is about.
 */
export function orderedKey({ image, seed, trigger, target, recipe, poisonRatio }: WatermarkKey): object {
  const { shape, patches, scale, ratio, stretch } = recipe;
  const { height, width, channels } = shape;
  return {
    image: { sha256: image.sha256 },
    seed,
    trigger: orderedTrigger(trigger),
    target,
    recipe: { shape: { height, width, channels }, patches, scale: [...scale], ratio: [...ratio], stretch },
    poisonRatio,
  };
}

function orderedTrigger(trigger: TriggerDescription): object {
  if (trigger.name === 'square') {
    return { name: trigger.name, side: trigger.side, margin: trigger.margin };
  }
  return {
    name: trigger.name,
    ...(trigger.name === 'own' ? { rule: trigger.rule } : {}),
    ...(trigger.pattern === undefined ? {} : { pattern: { sha256: trigger.pattern.sha256 } }),
  };
}

function readTrigger(fields: KeyFields): TriggerDescription {
  const name = fields.choice('name', triggerNames);
  let trigger: TriggerDescription;
  if (name === 'square') {
    trigger = { name, side: fields.whole('side', 1, MAX_SIDE), margin: fields.whole('margin', 0, MAX_SIDE) };
  } else if (name === 'own') {
    trigger = { name, rule: fields.choice('rule', rules), pattern: readPattern(fields) };
  } else {
    // What the grid and the square look like is in their names.
    const isFixed = name === 'badnet_grid' || name === 'badnet_sq';
    trigger = fields.has('pattern') && !isFixed ? { name, pattern: readPattern(fields) } : { name };
  }
  fields.end();
  return trigger;
}

function readPattern(fields: KeyFields): { readonly sha256: string } {
  const pattern = fields.object('pattern');
  const sha256 = pattern.digest('sha256');
  pattern.end();
  return { sha256 };
}

function readRecipe(fields: KeyFields): PatchRecipe {
  const shape = fields.object('shape');
  const height = shape.whole('height', 1, MAX_SIDE);
  // Patches are square, grey or in colour.
  const width = shape.whole('width', height, height);
  const channels = shape.whole('channels', 1, 3) === 1 ? 1 : shape.whole('channels', 3, 3);
  const recipe = {
    shape: { height, width, channels },
    patches: fields.whole('patches', 1, MAX_PATCHES),
    scale: fields.range('scale', 1),
    ratio: fields.range('ratio', MAX_ASPECT),
    stretch: fields.boolean('stretch'),
  };
  shape.end();
  fields.end();
  return recipe;
}
