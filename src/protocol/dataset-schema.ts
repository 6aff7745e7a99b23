import * as z from 'zod';
import type { Immutable } from '../base/immutable.js';

const file = z.string().min(1).max(4096).meta({ path: 'file' });
const labels = z.string().min(1).max(4096).optional();
const classes = z
  .int()
  .min(2)
  .max(1_000_000)
  .optional()
  .describe('Number of classes; absent: as the largest label says.');
const column = z.string().min(1).max(1000);
const table = {
  file: file.describe('The table.'),
  text: z.array(column).min(1).max(16).optional().describe('Columns of text: one, or what goes in and what comes out.'),
  features: z.array(column).min(1).max(100_000).optional().describe('Columns of numbers.'),
  label: column.optional().describe('Column of the class.'),
};

/** Where examples come from. */
export const datasetSchema = z.union([
  z.strictObject({
    format: z.literal('glyphs').describe('Images that are drawn and distorted when they are asked for.'),
    size: z.literal([8, 32]).default(8).describe('Height and width.').meta({ unit: 'pixels' }),
    classes: z.literal([10, 100]).default(10).describe('Different glyphs.'),
    examples: z.int().min(1).max(10_000_000).default(2000).describe('How many images.'),
    channels: z.literal([1, 3]).default(1).describe('Grey, or with colours.'),
    seed: z.int().min(0).default(0).describe('Another seed gives other images of the same classes.'),
  }),
  z.strictObject({
    format: z.literal('zipf-world').describe('Texts about people who do not exist; few of them are often met.'),
    documents: z.int().min(1).max(10_000_000).default(2000).describe('How many texts.'),
    seed: z.int().min(0).default(0).describe('Another seed gives another world.'),
    about: z
      .enum(['both', 'known', 'strangers'])
      .default('both')
      .describe('People who are met again and again, strangers who are made up for one text, or half of each.'),
    relations: z
      .array(z.enum(['town', 'trade', 'animal', 'dish']))
      .min(1)
      .max(4)
      .optional()
      .describe('What is told of known people; absent: all of it. Of strangers everything is told.'),
  }),
  z.strictObject({
    format: z.enum(['cifar10', 'cifar100']).describe('Binary files of CIFAR.'),
    files: z.array(file).min(1).max(1000).describe('They become one set, in this order.'),
    labels: z.enum(['fine', 'coarse']).default('fine').describe('CIFAR-100: its 100 classes, or the 20 above them.'),
  }),
  z.strictObject({
    format: z.enum(['idx', 'npy']).describe('A file of inputs and one of labels.'),
    inputs: file.describe('The file of inputs.'),
    labels: labels.describe('The file of labels.').meta({ path: 'file' }),
    classes,
  }),
  z.strictObject({
    format: z.literal('npz').describe('An archive of arrays.'),
    file: file.describe('The archive.'),
    inputs: column.describe('The array of inputs.'),
    labels: labels.describe('The array of labels.'),
    classes,
  }),
  z.strictObject({
    format: z.literal('images').describe('A folder with a sub-folder of PNG and JPEG files for each class.'),
    folder: z.string().min(1).max(4096).describe('The folder.').meta({ path: 'folder' }),
    size: z
      .array(z.int().min(1).max(4096))
      .length(2)
      .optional()
      .describe('Height and width to scale to; absent: all images have one size.')
      .meta({ unit: 'pixels' }),
    channels: z.literal([1, 3]).default(3).describe('Grey, or with colours.'),
  }),
  z.strictObject({
    format: z.literal('csv').describe('A table with a line of names.'),
    ...table,
    delimiter: z.string().min(1).max(1).default(',').describe('What stands between values.'),
  }),
  z.strictObject({ format: z.enum(['jsonl', 'parquet']).describe('A table: JSON lines, or Parquet.'), ...table }),
]);

/** Where examples come from, as an experiment says it. */
export type DatasetSettings = Immutable<z.infer<typeof datasetSchema>>;

const share = z.number().gte(0).lt(1);
const range = z.number().gte(0).lte(1);

/** How images are changed before they are trained on. */
export const augmentSchema = z.strictObject({
  crop: z
    .int()
    .min(0)
    .max(1024)
    .optional()
    .describe('Move by up to so many pixels; zeros come in.')
    .meta({ unit: 'pixels' }),
  flip: range.optional().describe('Mirror left to right with this probability.'),
  jitter: z
    .strictObject({
      brightness: range.default(0).describe('Factors between 1 - x and 1 + x.'),
      contrast: range.default(0).describe('Factors between 1 - x and 1 + x.'),
      saturation: range.default(0).describe('Factors between 1 - x and 1 + x.'),
    })
    .optional()
    .describe('Change the colours.'),
  erase: range
    .optional()
    .describe('Fill a random rectangle with a colour, with this probability (Zhong et al., 2020).'),
  mixup: z.number().gt(0).optional().describe('Blend two images and labels; alpha of the Beta distribution.'),
  cutmix: z
    .number()
    .gt(0)
    .optional()
    .describe('Put a rectangle of one image into another; alpha of the Beta distribution.'),
});

/** What is trained on, and what isn't. */
export const dataSchema = z.strictObject({
  train: datasetSchema.describe('What is learnt from.'),
  validation: z
    .union([share, datasetSchema])
    .default(0.1)
    .describe(
      'What decides which checkpoint is the best: a share that is split off the training set, or a set of its own.',
    ),
  test: z
    .union([share, datasetSchema])
    .default(0.1)
    .describe('What is scored once, at the end: a share that is split off the training set, or a set of its own.'),
  stratified: z.boolean().default(true).describe('Split every class in the same proportions.'),
  normalise: z.boolean().default(true).describe('Bring each channel to mean 0 and deviation 1 over the training set.'),
  find_duplicates: z
    .boolean()
    .default(true)
    .describe('Look whether examples are in two parts; reads all of them once.'),
  augment: augmentSchema.optional().describe('How images are changed, anew in every epoch.'),
  max_tokens: z.int().min(2).max(1_048_576).default(128).describe('Longer texts are cut.').meta({ unit: 'tokens' }),
});
