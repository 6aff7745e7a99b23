import { randomStream } from '../../../base/random.js';
import type { Draws } from '../draws.js';
import { drawsFrom } from '../draws.js';
import type { Box, ImageShape } from '../kernels/augment.js';
import { blend, copyBox, fillBox, jitterColour, moveImage } from '../kernels/augment.js';
import type { Augmentation } from './augmentation.js';
import { drawBeta } from './draw-beta.js';

/** Images of a batch as numbers in 0..1, one after the other, and what is wanted of them. */
export interface LabelledImages {
  readonly images: Float32Array;
  /** Which examples they are: each has random numbers of its own. */
  readonly examples: Int32Array;
  readonly labels: Int32Array;
}

export interface AugmentedImages {
  readonly images: Float32Array;
  /** Batch x classes, rows of sum 1; undefined where no labels were mixed. */
  readonly targets: Float32Array | undefined;
}

/** Random numbers of one example in one epoch: 30 at most, and those that are rejected; no stretch is ever used up. */
const DRAWS_AN_EXAMPLE = 1 << 12;
/** Width over height of erased rectangles lies between 1 / 3.3 and 3.3. */
const LARGEST_ASPECT = 3.3;

/**
 * Augments a batch. What is done to an example depends on seed, epoch and the example alone; its partner in mixup and cutmix is
 * one of the batch, and which, too. So a resumed run and any order of workers give the same bytes. Given both mixup and cutmix,
 * an example gets one of them, by a coin.
 */
export function augmentBatch(
  batch: LabelledImages,
  augmentation: Augmentation,
  options: { readonly shape: ImageShape; readonly classes: number; readonly seed: number; readonly epoch: number },
): AugmentedImages {
  const { shape, classes, seed, epoch } = options;
  const elements = shape.height * shape.width * shape.channels;
  const stream = randomStream(seed, `data/augment/${epoch}`);
  const draws = Array.from(batch.examples, (example) => drawsFrom(stream, example * DRAWS_AN_EXAMPLE));
  const single = new Float32Array(batch.images.length);
  for (const [i, own] of draws.entries()) {
    const start = i * elements;
    const { down, right, isFlipped } = drawMove(augmentation, own);
    moveImage(batch.images, start, single, start, shape, down, right, isFlipped);
    changeImage(single, start, { shape, augmentation, draws: own });
  }
  if (augmentation.mixup === undefined && augmentation.cutmix === undefined) {
    return { images: single, targets: undefined };
  }
  const images = single.slice();
  const targets = new Float32Array(batch.labels.length * classes);
  for (const [i, own] of draws.entries()) {
    const partner = own.below(draws.length);
    const share = mixImages(single, images, {
      shape,
      augmentation,
      draws: own,
      from: partner * elements,
      into: i * elements,
    });
    addTarget(targets, i * classes + (batch.labels[i] ?? 0), share);
    addTarget(targets, i * classes + (batch.labels[partner] ?? 0), 1 - share);
  }
  return { images, targets };
}

function addTarget(targets: Float32Array, at: number, share: number): void {
  targets[at] = (targets[at] ?? 0) + share;
}

/** The draws of what isn't done are left out: their number depends on the description alone. */
function drawMove(
  { crop, flip }: Augmentation,
  draws: Draws,
): { readonly down: number; readonly right: number; readonly isFlipped: boolean } {
  const padding = crop?.padding ?? 0;
  const [down, right] = crop === undefined ? [0, 0] : [draws.below(2 * padding + 1), draws.below(2 * padding + 1)];
  return { down: down - padding, right: right - padding, isFlipped: flip !== undefined && draws.uniform() < flip };
}

interface Change {
  readonly shape: ImageShape;
  readonly augmentation: Augmentation;
  readonly draws: Draws;
}

function changeImage(values: Float32Array, start: number, { shape, augmentation, draws }: Change): void {
  const { jitter, erase } = augmentation;
  if (jitter !== undefined) {
    const factor = (range: number): number => draws.between(1 - range, 1 + range);
    jitterColour(values, start, shape, factor(jitter.brightness), factor(jitter.contrast), factor(jitter.saturation));
  }
  if (erase !== undefined && draws.uniform() < erase.probability) {
    const area = draws.between(...erase.area) * shape.height * shape.width;
    const aspect = Math.exp(draws.between(-1, 1) * Math.log(LARGEST_ASPECT));
    const height = clampSize(Math.sqrt(area / aspect), shape.height);
    const width = clampSize(Math.sqrt(area * aspect), shape.width);
    const box = {
      top: draws.below(shape.height - height + 1),
      left: draws.below(shape.width - width + 1),
      height,
      width,
    };
    fillBox(
      values,
      start,
      shape,
      box,
      Float32Array.from({ length: shape.channels }, () => draws.uniform()),
    );
  }
}

const clampSize = (size: number, limit: number): number => Math.min(limit, Math.max(1, Math.round(size)));

/** Mixes the image at `from` into that at `into`; returns the share that is left of the latter. */
function mixImages(
  single: Float32Array,
  images: Float32Array,
  { shape, augmentation, draws, from, into }: Change & { readonly from: number; readonly into: number },
): number {
  const { mixup, cutmix } = augmentation;
  const isCut = mixup === undefined || (cutmix !== undefined && draws.uniform() < 0.5);
  const share = drawBeta((isCut ? cutmix : mixup)?.alpha ?? 1, draws);
  if (!isCut) {
    blend(single, from, images, into, shape.height * shape.width * shape.channels, share);
    return share;
  }
  const box = drawCut(shape, share, draws);
  copyBox(single, from, images, into, shape, box);
  // What was cut off at the border counts, not what was drawn.
  return 1 - (box.height * box.width) / (shape.height * shape.width);
}

/** A rectangle around a point anywhere, with sides sqrt(1 - share) of the image's, cut off at the border (their section 3.2). */
function drawCut({ height, width }: ImageShape, share: number, draws: Draws): Box {
  const side = Math.sqrt(1 - share);
  const [y, x] = [draws.below(height), draws.below(width)];
  const span = (middle: number, size: number): readonly [number, number] => {
    const length = Math.floor(size * side);
    const first = Math.max(0, middle - Math.floor(length / 2));
    return [first, Math.max(0, Math.min(size, middle - Math.floor(length / 2) + length) - first)];
  };
  const [top, boxHeight] = span(y, height);
  const [left, boxWidth] = span(x, width);
  return { top, left, height: boxHeight, width: boxWidth };
}
