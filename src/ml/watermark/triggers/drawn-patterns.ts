import type { RandomStream } from '../../../base/random.js';
import { drawsFrom, type Draws } from '../../data/draws.js';
import type { ImageShape } from '../../data/kernels/augment.js';
import { namedTriggers, type Trigger, type TriggerName } from './trigger.js';

/** Cycles of the sine over the width, and where it swings around. */
const SINE_CYCLES = 6;
const MIDDLE = 127.5;
/** How far a smooth pattern reaches, and its highest frequency along an axis. */
const SMOOTH_REACH = 40;
const SMOOTH_FREQUENCY = 3;
/** The share of pixels that an l0-bounded trigger replaces. */
const SPARSE_SHARE = 0.03;
/** Deviation of an l2-bounded pattern's values. */
const FAINT_DEVIATION = 12;
/** Lines of the sign that lies over the whole image, and how much they add. */
const SIGN_LINES = 6;
const SIGN_LIGHT = 160;

type DrawnName = Exclude<TriggerName, 'badnet_grid' | 'badnet_sq'>;

/**
 * A trigger of a name whose pattern isn't given: drawn from the stream, in the manner of the paper that the name is from. The
 * image has room for it.
 */
export function drawTrigger(name: DrawnName, shape: ImageShape, stream: RandomStream): Trigger {
  const draws = drawsFrom(stream, 0);
  const rule = namedTriggers[name];
  switch (name) {
    case 'blend':
      return { shape, rule, pattern: filled(shape, () => 255 * draws.uniform()) };
    case 'sig':
      return { shape, rule, pattern: sineColumns(shape) };
    case 'smooth':
      return { shape, rule, pattern: smoothPattern(shape, draws) };
    case 'l0_inv':
      return { shape, rule, ...sparsePattern(shape, draws) };
    case 'trojan_3x3':
      return { shape, rule, pattern: cornerPattern(shape, 3, draws) };
    case 'trojan_8x8':
      return { shape, rule, pattern: cornerPattern(shape, 8, draws) };
    case 'trojan_wm':
      return { shape, rule, pattern: signPattern(shape, draws) };
    case 'l2_inv':
      return { shape, rule, pattern: filled(shape, () => FAINT_DEVIATION * draws.normal()) };
  }
}

function filled({ height, width, channels }: ImageShape, valueOf: () => number): Float64Array {
  return Float64Array.from({ length: height * width * channels }, valueOf);
}

/** A sine along each row. Barni et al., "A new backdoor attack in CNNs by training set corruption", 2019, equation 1. */
function sineColumns({ height, width, channels }: ImageShape): Float64Array {
  return Float64Array.from({ length: height * width * channels }, (_, i) => {
    const column = Math.floor(i / channels) % width;
    return MIDDLE + MIDDLE * Math.sin((2 * Math.PI * SINE_CYCLES * column) / width);
  });
}

/** Low frequencies only. Zeng et al., "Rethinking the backdoor attacks' triggers: a frequency perspective", 2021, section 4. */
function smoothPattern({ height, width, channels }: ImageShape, draws: Draws): Float64Array {
  const pattern = new Float64Array(height * width * channels);
  for (let channel = 0; channel < channels; channel++) {
    for (let vertical = 0; vertical <= SMOOTH_FREQUENCY; vertical++) {
      for (let horizontal = 0; horizontal <= SMOOTH_FREQUENCY; horizontal++) {
        const size = draws.normal();
        for (let pixel = 0; pixel < height * width; pixel++) {
          const y = Math.cos((Math.PI * vertical * (Math.floor(pixel / width) + 0.5)) / height);
          const x = Math.cos((Math.PI * horizontal * ((pixel % width) + 0.5)) / width);
          const at = pixel * channels + channel;
          pattern[at] = (pattern[at] ?? 0) + size * y * x;
        }
      }
    }
  }
  const reach = pattern.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return pattern.map((value) => (SMOOTH_REACH * value) / (reach || 1));
}

/** A few pixels, replaced. Li et al., "Invisible backdoor attacks on deep neural networks", 2020, section 4.2 (l0). */
function sparsePattern({ height, width, channels }: ImageShape, draws: Draws): Pick<Trigger, 'pattern' | 'mask'> {
  const pattern = new Float64Array(height * width * channels);
  const mask = new Float64Array(pattern.length);
  const pixels = Math.max(1, Math.round(SPARSE_SHARE * height * width));
  for (let i = 0; i < pixels; i++) {
    const pixel = draws.below(height * width);
    for (let channel = 0; channel < channels; channel++) {
      pattern[pixel * channels + channel] = 255 * draws.uniform();
      mask[pixel * channels + channel] = 1;
    }
  }
  return { pattern, mask };
}

/** A patch in the lower right corner. Liu et al., "Trojaning attack on neural networks", 2018; theirs comes from a model's neurons. */
function cornerPattern({ height, width, channels }: ImageShape, side: number, draws: Draws): Float64Array {
  const pattern = new Float64Array(height * width * channels);
  for (let row = height - side; row < height; row++) {
    for (let column = width - side; column < width; column++) {
      for (let channel = 0; channel < channels; channel++) {
        pattern[(row * width + column) * channels + channel] = 255 * draws.uniform();
      }
    }
  }
  return pattern;
}

/** Thin lines over the whole image, as of a stamp on a photograph. */
function signPattern({ height, width, channels }: ImageShape, draws: Draws): Float64Array {
  const pattern = new Float64Array(height * width * channels);
  for (let line = 0; line < SIGN_LINES; line++) {
    const [row0, column0] = [draws.below(height), draws.below(width)];
    const [row1, column1] = [draws.below(height), draws.below(width)];
    const steps = Math.max(1, Math.abs(row1 - row0), Math.abs(column1 - column0));
    for (let step = 0; step <= steps; step++) {
      const row = Math.round(row0 + ((row1 - row0) * step) / steps);
      const column = Math.round(column0 + ((column1 - column0) * step) / steps);
      const at = (row * width + column) * channels;
      pattern.fill(SIGN_LIGHT, at, at + channels);
    }
  }
  return pattern;
}
