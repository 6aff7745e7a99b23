import { modelsmithError } from '../../../base/errors.js';
import { randomStream } from '../../../base/random.js';
import type { ImageShape } from '../../data/kernels/augment.js';
import { drawTrigger } from './drawn-patterns.js';
import { gridTrigger, squareTrigger } from './fixed-patterns.js';
import type { Pattern } from './open-pattern.js';
import { namedTriggers, type Trigger, type TriggerDescription, type TriggerName } from './trigger.js';

/** Pixels of a side that a trigger takes, for those that have a place. */
const sidesNeeded: Partial<Record<TriggerName, number>> = {
  badnet_grid: 3,
  badnet_sq: 5,
  trojan_3x3: 3,
  trojan_8x8: 8,
};

/**
 * The trigger that a key describes, for images of a shape. A pattern that isn't given is drawn from the key's seed. Throws
 * `watermark-trigger-size` where the images have no room for it. A description that needs a pattern must come with one.
 */
export function makeTrigger(
  description: TriggerDescription,
  shape: ImageShape,
  { seed, pattern }: { readonly seed: number; readonly pattern?: Pattern | undefined },
): Trigger {
  requireRoom(description, shape);
  if (description.name === 'square') {
    return squareTrigger(shape, description.side, description.margin);
  }
  if (description.name === 'badnet_grid') {
    return gridTrigger(shape);
  }
  if (description.name === 'badnet_sq') {
    return squareTrigger(shape, 4, 1);
  }
  if (pattern !== undefined) {
    const rule = description.name === 'own' ? description.rule : namedTriggers[description.name];
    return rule === 'paste' ? pasted(shape, pattern) : { shape, rule, pattern: pattern.values };
  }
  if (description.name === 'own' || description.pattern !== undefined) {
    throw new RangeError(`no pattern for ${description.name}`);
  }
  return drawTrigger(description.name, shape, randomStream(seed, `watermark/trigger/${description.name}`));
}

/** What is pasted covers as much as it is opaque: x (1 - alpha) + alpha t. */
function pasted(shape: ImageShape, { values, opacity }: Pattern): Trigger {
  const covered = values.map((value, i) => value * (opacity[i] ?? 0));
  return { shape, rule: 'paste', pattern: covered, mask: opacity };
}

function requireRoom(description: TriggerDescription, { height, width }: ImageShape): void {
  const { name } = description;
  const needed =
    name === 'square' ? description.side + description.margin : name === 'own' ? 1 : (sidesNeeded[name] ?? 1);
  if (Math.min(height, width) < needed) {
    throw modelsmithError('watermark-trigger-size', { needed, found: [height, width] });
  }
}
