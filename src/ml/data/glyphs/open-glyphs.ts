import { modelsmithError } from '../../../base/errors.js';
import { randomStream } from '../../../base/random.js';
import type { ArrayDataset } from '../dataset.js';
import type { GlyphsDescription } from '../description.js';
import { drawsFrom } from '../draws.js';
import { MAX_EXAMPLES } from '../limits.js';
import { requireAtMost } from '../readers/data-fault.js';
import { drawGlyph } from './draw-glyph.js';

/** Numbers that one image may draw: two for each pixel and channel, and some dozens. */
const DRAWS_AN_IMAGE = 1 << 14;

/**
 * The embedded images. Example `i` shows class `i mod classes` and depends on nothing but the seed and `i`; nothing is kept.
 * Throws `data-empty`.
 */
export function openGlyphs(description: GlyphsDescription): ArrayDataset {
  const { size, classes, examples, seed, channels = 1 } = description;
  requireAtMost('examples', examples, MAX_EXAMPLES, {});
  if (examples < 1) {
    throw modelsmithError('data-empty', {});
  }
  const stream = randomStream(seed, `glyphs/${size}/${classes}/${channels}`);
  const elements = size * size * channels;
  return {
    kind: 'arrays',
    examples,
    shape: [size, size, channels],
    classes: Array.from({ length: classes }, (_, i) => String(i)),
    labels: Int32Array.from({ length: examples }, (_, i) => i % classes),
    // A promise, so that a stop is a rejection like every other reader's.
    read: (indices, out, signal) =>
      new Promise((resolve) => {
        for (let i = 0; i < indices.length; i++) {
          signal.throwIfAborted();
          const index = indices[i] ?? 0;
          const draws = drawsFrom(stream, index * DRAWS_AN_IMAGE);
          drawGlyph(
            index % classes,
            { size, classes, channels },
            draws,
            out.subarray(i * elements, (i + 1) * elements),
          );
        }
        resolve();
      }),
    close: () => Promise.resolve(),
  };
}
