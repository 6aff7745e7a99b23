import * as path from 'node:path';
import { modelsmithError } from '../../../base/errors.js';
import type { ArrayDataset } from '../dataset.js';
import { resizeImage } from '../kernels/resize.js';
import { MAX_CLASSES, MAX_EXAMPLES } from '../limits.js';
import { requireAtMost } from './data-fault.js';
import type { DecodedImage } from './decode-image.js';
import { checkImage, decodeImage } from './decode-image.js';
import type { ReaderContext } from './open-source.js';

const EXTENSION = /\.(png|jpe?g)$/i;

/**
 * Opens a folder of PNG and JPEG files in which each sub-folder is a class, named after it; classes and files in the order of
 * their names. Hidden and other files are left out. The headers are checked now, an image is decoded when it is asked for, and
 * scaled to `size` (height, width). Throws `data-image-size` where sizes differ and none is given, `data-empty`,
 * `data-too-large`, `data-file-invalid`.
 */
export async function openImageFolder(
  context: ReaderContext,
  folder: string,
  options: { readonly size?: readonly [number, number] | undefined; readonly channels: 1 | 3 },
): Promise<ArrayDataset> {
  const { classes, paths, labels } = await listImages(context, folder);
  const { size, channels } = options;
  const first = paths[0];
  if (first === undefined) {
    throw modelsmithError('data-empty', {}, { file: folder });
  }
  const firstSize = await checkImages(context, paths, size !== undefined);
  const [height, width] = size ?? firstSize;
  const elements = height * width * channels;
  return {
    kind: 'arrays',
    examples: paths.length,
    shape: [height, width, channels],
    classes,
    labels: Int32Array.from(labels),
    async read(indices, out, signal) {
      for (let i = 0; i < indices.length; i++) {
        signal.throwIfAborted();
        const image = await readImage(context, paths[indices[i] ?? 0] ?? '', channels);
        const into = out.subarray(i * elements, (i + 1) * elements);
        if (image.height === height && image.width === width) {
          into.set(image.values);
        } else {
          resizeImage(image.values, image, into, { height, width, channels });
        }
      }
    },
    close: () => Promise.resolve(),
  };
}

interface Listing {
  readonly classes: readonly string[];
  readonly paths: readonly string[];
  readonly labels: readonly number[];
}

/** Folders without an image are no classes. */
async function listImages({ files, signal }: ReaderContext, folder: string): Promise<Listing> {
  if ((await files.stat(folder))?.isFolder !== true) {
    throw modelsmithError('file-missing', { file: folder }, { file: folder });
  }
  const classes: string[] = [];
  const paths: string[] = [];
  const labels: number[] = [];
  for (const name of await files.list(folder)) {
    signal.throwIfAborted();
    const inside = name.startsWith('.') ? [] : await files.list(path.join(folder, name));
    const images = inside.filter((one) => !one.startsWith('.') && EXTENSION.test(one));
    if (images.length > 0) {
      for (const image of images) {
        paths.push(path.join(folder, name, image));
        labels.push(classes.length);
      }
      classes.push(name);
      requireAtMost('classes', classes.length, MAX_CLASSES, { file: folder });
      requireAtMost('examples', paths.length, MAX_EXAMPLES, { file: folder });
    }
  }
  return { classes, paths, labels };
}

/** Height and width of the first image, after the headers of all were looked at. */
async function checkImages(
  { files, signal }: ReaderContext,
  paths: readonly string[],
  isScaled: boolean,
): Promise<readonly [number, number]> {
  let first: { readonly path: string; readonly size: readonly [number, number] } | undefined;
  for (const one of paths) {
    signal.throwIfAborted();
    const file = await files.open(one);
    try {
      const { height, width } = await checkImage(file);
      first ??= { path: one, size: [height, width] };
      if (!isScaled && (height !== first.size[0] || width !== first.size[1])) {
        throw modelsmithError(
          'data-image-size',
          { found: [height, width], expected: first.size, first: path.basename(first.path) },
          { file: one },
        );
      }
    } finally {
      await file.close();
    }
  }
  return first?.size ?? [0, 0];
}

async function readImage({ files }: ReaderContext, file: string, channels: 1 | 3): Promise<DecodedImage> {
  const opened = await files.open(file);
  try {
    return await decodeImage(opened, channels);
  } finally {
    await opened.close();
  }
}
