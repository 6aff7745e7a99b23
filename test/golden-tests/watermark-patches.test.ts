// Surrogate patches of one image, every stage from the stored one before, with every random number given: within 2 of 255 for at
// least 99 % of a patch's elements, within 8 for the rest, of torchvision's results on PIL images.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test, type TestContext } from 'node:test';
import { applyAffine } from '../../src/ml/watermark/kernels/affine.js';
import { resizeCubic } from '../../src/ml/watermark/kernels/resize-cubic.js';
import { cropSize } from '../../src/ml/watermark/surrogate/crop-size.js';
import { jitterColours } from '../../src/ml/watermark/surrogate/jitter-colours.js';
import { cropCentre } from '../../src/ml/watermark/surrogate/make-patches.js';
import { firstCropSide } from '../../src/ml/watermark/surrogate/patch-recipe.js';
import { goldenFolder } from './golden-folder.js';
import { goldenStems, type GoldenTensor, readGoldenTensors, tensorOf } from './watermark-tensors.js';

type FourNumbers = readonly [number, number, number, number];

interface GoldenPatch {
  readonly initcrop: FourNumbers;
  readonly uniforms: readonly (readonly [number, number])[];
  readonly crop: FourNumbers;
  readonly resize: number;
  readonly angle: number;
  readonly shear: number;
  readonly hflip: boolean;
  readonly center: number;
  readonly jitter: {
    readonly order: readonly number[];
    readonly b: number;
    readonly c: number;
    readonly s: number;
    readonly h: number;
  } | null;
}

interface GoldenPatches {
  readonly records: readonly GoldenPatch[];
  readonly scale: readonly [number, number];
  readonly ratio: readonly [number, number];
}

const { folder, skip } = goldenFolder('watermark');

describe('surrogate patches', { skip }, () => {
  for (const stem of skip === false ? goldenStems(folder, 'wm_aug', '.json') : []) {
    const golden = JSON.parse(readFileSync(`${stem}.json`, 'utf8')) as GoldenPatches;
    for (const [index, record] of golden.records.entries()) {
      describe(`${stem.slice(folder.length + 1)}, patch ${index}`, () => {
        const stored = async () => readGoldenTensors(`${stem}.safetensors`);

        test('the crop is the first that fits', async () => {
          const { shape } = tensorOf(await stored(), 'image');
          const side = firstCropSide(shape[0] ?? 0, shape[1] ?? 0);
          assert.deepEqual(record.initcrop.slice(2), [side, side]);
          const sizes = record.uniforms.map(([area, ratio]) => cropSize(side, golden, { area, ratio }));
          const [, , height, width] = record.crop;
          assert.deepEqual(sizes, [...sizes.slice(0, -1).map(() => undefined), { height, width }]);
        });

        test('resized', async (t) => {
          const tensors = await stored();
          const image = tensorOf(tensors, 'image');
          const [top, left] = [record.initcrop[0] + record.crop[0], record.initcrop[1] + record.crop[1]];
          const [, , height, width] = record.crop;
          const got = resizeCubic(bytesOf(image), image.shape[1] ?? 0, top, left, height, width, record.resize);
          assertNear(got, tensorOf(tensors, `${index}.resized`), t);
        });

        test('rotated and sheared', async (t) => {
          const tensors = await stored();
          const before = bytesOf(tensorOf(tensors, `${index}.resized`));
          const got = applyAffine(before, record.resize, record.angle, record.shear);
          assertNear(got, tensorOf(tensors, `${index}.affine`), t);
        });

        test('cropped, flipped and jittered', async (t) => {
          const tensors = await stored();
          const before = bytesOf(tensorOf(tensors, `${index}.affine`));
          const { resize: from, center: to, hflip: isFlipped, jitter } = record;
          const got = cropCentre(before, { from, to, isFlipped });
          if (jitter !== null) {
            const { order, b: brightness, c: contrast, s: saturation, h: hue } = jitter;
            jitterColours(got, { order, brightness, contrast, saturation, hue });
          }
          assertNear(got, tensorOf(tensors, `${index}.out`), t);
        });
      });
    }
  }
});

const bytesOf = ({ values }: GoldenTensor): Uint8Array => Uint8Array.from(values);

function assertNear(got: Uint8Array, expected: GoldenTensor, t: TestContext): void {
  assert.equal(got.length, expected.values.length);
  const distances = Array.from(got, (value, i) => Math.abs(value - (expected.values[i] ?? Number.NaN)));
  const far = distances.filter((distance) => distance > 2).length;
  const most = Math.max(...distances);
  t.diagnostic(`${distances.filter((distance) => distance > 0).length} of ${got.length} differ, by ${most} at most`);
  assert.ok(far <= 0.01 * got.length, `${far} of ${got.length} are off by more than 2`);
  assert.ok(most <= 8, `off by ${most}`);
}
