import * as l10n from '@vscode/l10n';
import type { ErrorArguments } from '../../error-codes.js';
import type { DataMeasure, DataOffence, DataPart } from '../../offences.js';
import { clause } from '../clause.js';
import type { ProblemTexts } from '../problem-text.js';

/** What is wrong with a file of a data set, in words; `detail` is what stands there, or the figures that don't fit. */
function offenceText({ format, offence, detail }: ErrorArguments['data-file-invalid']): string {
  switch (offence) {
    case 'array-missing':
      return l10n.t('The archive has no array {0}.', detail);
    case 'column-repeated':
      return l10n.t('Two columns are called {0}.', detail);
    case 'columns-count':
      return l10n.t('The row does not have as many values as there are columns: {0}.', clause(detail));
    case 'compression':
      return l10n.t('The data are packed by a method that cannot be read ({0}).', detail);
    case 'dtype':
      return l10n.t('The numbers have a type that cannot be read: {0}.', clause(detail));
    case 'ended-early':
      return l10n.t('The file ends before its data do: {0}.', clause(detail));
    case 'header':
      return l10n.t('The header of the file ({0}) is malformed: {1}.', format, clause(detail));
    case 'magic':
      return l10n.t('This is not a file of the format {0}; it begins with {1}.', format, detail);
    case 'not-decodable':
      return l10n.t('The file ({0}) is damaged: {1}.', format, clause(detail));
    case 'not-json':
      return l10n.t('The line is not valid JSON: {0}.', clause(detail));
    case 'not-object':
      return l10n.t('The line is not a JSON object: {0}.', clause(detail));
    case 'not-utf8':
      return l10n.t('The text is not valid UTF-8.');
    case 'quotes':
      return l10n.t('A quoted value is malformed: {0}.', clause(detail));
    case 'shape':
      return l10n.t('The shape of the data does not fit: {0}.', clause(detail));
    case 'trailing-data':
      return l10n.t('The file goes on after its data: {0}.', clause(detail));
  }
}

function offenceAdvice(offence: DataOffence): string {
  switch (offence) {
    case 'array-missing':
      return l10n.t('Name one of the arrays that the archive holds.');
    case 'column-repeated':
    case 'columns-count':
    case 'not-json':
    case 'not-object':
    case 'quotes':
      return l10n.t('Correct the line, or set the delimiter that the file uses.');
    case 'compression':
      return l10n.t('Write the file anew, unpacked or packed by Snappy or gzip.');
    case 'dtype':
      return l10n.t('Save the numbers as integers, float16, float32 or float64.');
    case 'not-utf8':
      return l10n.t('Save the file as UTF-8.');
    case 'shape':
      return l10n.t('The first dimension counts the examples; labels have only that one.');
    default:
      return l10n.t('The file is damaged, incomplete, or in another format; fetch or save it again.');
  }
}

function tooLargeText({ measure, value, limit }: ErrorArguments['data-too-large']): string {
  return l10n.t('There are {0} {1}; at most {2} are allowed.', count(value), measureText(measure), count(limit));
}

const count = (value: number): string => value.toLocaleString('en-US');

function measureText(measure: DataMeasure): string {
  switch (measure) {
    case 'bytes':
      return l10n.t('bytes');
    case 'classes':
      return l10n.t('classes');
    case 'columns':
      return l10n.t('columns');
    case 'dimensions':
      return l10n.t('dimensions');
    case 'examples':
      return l10n.t('examples');
    case 'pixels':
      return l10n.t('pixels');
    case 'row-bytes':
      return l10n.t('bytes in one row');
    case 'unpacked-bytes':
      return l10n.t('bytes of unpacked data');
  }
}

function partText(part: DataPart): string {
  switch (part) {
    case 'train':
      return l10n.t('training');
    case 'validation':
      return l10n.t('validation');
    case 'test':
      return l10n.t('test');
  }
}

function differText({ part, measure, found, expected }: ErrorArguments['data-parts-differ']): string {
  const name = partText(part);
  switch (measure) {
    case 'classes':
      return l10n.t(
        'The {0} data have other classes than the training data: {1} instead of {2}.',
        name,
        found,
        expected,
      );
    case 'kind':
      return l10n.t(
        'The {0} data are of another kind than the training data: {1} instead of {2}.',
        name,
        found,
        expected,
      );
    case 'shape':
      return l10n.t(
        'The {0} data have another shape than the training data: {1} instead of {2}.',
        name,
        found,
        expected,
      );
  }
}

function cellText({ row, column, value, expected }: ErrorArguments['data-cell-invalid']): string {
  const place = String(row + 1);
  switch (expected) {
    case 'label':
      return l10n.t('Row {0} has no label in the column {1}; it holds {2}.', place, column, value);
    case 'number':
      return l10n.t('Row {0} has no finite number in the column {1}; it holds {2}.', place, column, value);
    case 'text':
      return l10n.t('Row {0} has no text in the column {1}; it holds {2}.', place, column, value);
  }
}

/** Sentences for data sets and their parts. */
export const dataProblems = {
  'data-cell-invalid': (args) => ({
    what: cellText(args),
    advice: l10n.t('Correct the row, or name another column.'),
  }),
  'data-classes-too-few': ({ classes }) => ({
    what: l10n.t('There are {0} classes; at least two are needed.', String(classes)),
    advice: l10n.t('Check the labels, or the folders of the images.'),
  }),
  'data-column-missing': ({ column, columns }) => ({
    what: l10n.t('There is no column {0}; there are {1}.', column, columns.join(', ')),
    advice: l10n.t('Name a column that the file has.'),
  }),
  'data-counts-differ': ({ inputs, labels, labelsFile }) => ({
    what: l10n.t('There are {0} inputs, and {1} labels in {2}.', count(inputs), count(labels), labelsFile),
    advice: l10n.t('Give the inputs and the labels that belong together.'),
  }),
  'data-duplicates': ({ part, other, count: found, pairs }) => ({
    what: l10n.t(
      '{0} examples of the {1} data are in the {2} data, too, such as {3}.',
      count(found),
      partText(part),
      partText(other),
      pairs.map(([a, b]) => `${String(a + 1)} = ${String(b + 1)}`).join(', '),
    ),
    advice: l10n.t('Remove them from one of the two; scores on them say nothing about new data.'),
  }),
  'data-empty': () => ({
    what: l10n.t('There are no examples.'),
    advice: l10n.t('Check that this is the file or the folder that you meant.'),
  }),
  'data-file-invalid': (args) => ({ what: offenceText(args), advice: offenceAdvice(args.offence) }),
  'data-image-size': ({ found, expected, first }) => ({
    what: l10n.t('The image has the size {0}, and {1} has {2}.', found.join(' x '), first, expected.join(' x ')),
    advice: l10n.t('Set size to scale all images to one size.'),
  }),
  'data-label-outside': ({ example, label, classes }) => ({
    what: l10n.t(
      'Example {0} has the label {1}; labels are whole numbers from 0 to {2}.',
      String(example + 1),
      label,
      String(classes - 1),
    ),
    advice: l10n.t('Correct the labels, or give the right number of classes.'),
  }),
  'data-not-finite': ({ example, value }) => ({
    what: l10n.t('Example {0} holds {1}, which is not a finite number.', String(example + 1), value),
    advice: l10n.t('Remove or replace such numbers before training.'),
  }),
  'data-parts-differ': (args) => ({
    what: differText(args),
    advice: l10n.t('Give parts of one data set.'),
  }),
  'data-split-empty': ({ part, examples }) => ({
    what: l10n.t('Of {0} examples none is left for the {1} data.', count(examples), partText(part)),
    advice: l10n.t('Give a larger fraction, or more examples.'),
  }),
  'data-split-fractions': ({ sum }) => ({
    what: l10n.t('The fractions of the parts add up to {0}; nothing is left to train on.', String(sum)),
    advice: l10n.t('Give fractions between 0 and 1 that together stay below 1.'),
  }),
  'data-split-overlap': ({ part, other }) => ({
    what: l10n.t('The {0} data and the {1} data are the same file.', partText(part), partText(other)),
    advice: l10n.t('Give different files, or a fraction that is split off.'),
  }),
  'data-too-large': (args) => ({
    what: tooLargeText(args),
    advice: l10n.t('Use a smaller data set, or split it into several files.'),
  }),
} satisfies Partial<ProblemTexts>;
