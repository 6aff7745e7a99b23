import * as path from 'node:path';
import type { DataPart } from '../../../base/offences.js';
import type { Problem, Where } from '../../../base/errors.js';
import { modelsmithError, problem } from '../../../base/errors.js';
import type { Dataset } from '../dataset.js';
import type { DatasetDescription } from '../description.js';
import { holdInMemory } from '../hold-in-memory.js';
import type { OpenOptions } from '../open-dataset.js';
import { openDataset } from '../open-dataset.js';
import type { ExamplesOf } from './find-duplicates.js';
import { findDuplicates } from './find-duplicates.js';
import { splitExamples } from './split-examples.js';

/** What is trained on, and what isn't: sets of their own, or fractions that are split off the training set. */
export interface PartsDescription {
  readonly train: DatasetDescription;
  readonly validation?: DatasetDescription | number;
  readonly test?: DatasetDescription | number;
  /** Absent: true where there are labels. */
  readonly isStratified?: boolean;
}

/** Parts that never share an example by its place; labels count the classes of the training part. */
export interface Parts {
  readonly train: ExamplesOf;
  readonly validation: ExamplesOf | undefined;
  readonly test: ExamplesOf | undefined;
  /** What of the training part is elsewhere, too. */
  readonly warnings: readonly Problem[];
  close(): Promise<void>;
}

/**
 * Opens the parts of an experiment's data and compares them. Throws `data-split-overlap` where two are read from the same file,
 * `data-parts-differ` where a part has other shapes or classes than the training part, `data-classes-too-few`, what
 * `openDataset` and `splitExamples` throw. Small sets of arrays are held in memory once they are read. With `findsDuplicates` every example is read once.
 */
export async function openParts(
  description: PartsDescription,
  options: OpenOptions & { readonly seed: number; readonly findsDuplicates: boolean },
): Promise<Parts> {
  requireApart(description, options.folder);
  const opened: Dataset[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(opened.map((dataset) => dataset.close()));
  };
  try {
    const train = await openHeld(description.train, options);
    opened.push(train);
    if (train.labels !== undefined && train.classes.length < 2) {
      throw modelsmithError('data-classes-too-few', { classes: train.classes.length }, whereOf(description.train));
    }
    const openOther = async (part: DataPart): Promise<ExamplesOf | undefined> => {
      const other = part === 'train' ? undefined : description[part];
      if (other === undefined || typeof other === 'number') {
        return undefined;
      }
      const dataset = await openHeld(other, options);
      opened.push(dataset);
      const fitting = fitToTraining(dataset, { train, part, where: whereOf(other) });
      return { dataset: fitting, indices: Int32Array.from({ length: dataset.examples }, (_, i) => i) };
    };
    const given = { validation: await openOther('validation'), test: await openOther('test') };
    const fraction = (part: 'validation' | 'test'): number | undefined => {
      const value = description[part];
      return typeof value === 'number' ? value : undefined;
    };
    const isStratified = description.isStratified ?? true;
    const split = splitExamples(
      train.examples,
      { validation: fraction('validation'), test: fraction('test') },
      { seed: options.seed, labels: isStratified ? train.labels : undefined },
    );
    const partOf = (part: 'validation' | 'test'): ExamplesOf | undefined =>
      fraction(part) === undefined ? given[part] : { dataset: train, indices: split[part] };
    const parts = {
      train: { dataset: train, indices: split.train },
      validation: partOf('validation'),
      test: partOf('test'),
    };
    const warnings = options.findsDuplicates ? await duplicateWarnings(parts, options.signal) : [];
    return { ...parts, warnings, close };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}

async function openHeld(description: DatasetDescription, options: OpenOptions): Promise<Dataset> {
  const dataset = await openDataset(description, options);
  return dataset.kind === 'arrays' ? holdInMemory(dataset) : dataset;
}

/** What makes two descriptions read the same examples: the file, and in an archive the array. */
function sourceKeys(description: DatasetDescription, folder: string): readonly string[] {
  const at = (file: string): string => path.resolve(folder, file);
  switch (description.format) {
    case 'cifar10':
    case 'cifar100':
      return description.files.map(at);
    case 'idx':
    case 'npy':
      return [at(description.inputs)];
    case 'npz':
      return [`${at(description.file)}#${description.inputs}`];
    case 'images':
      return [at(description.folder)];
    case 'csv':
    case 'jsonl':
    case 'parquet':
      return [at(description.file)];
    case 'glyphs': {
      const { size, classes, channels = 1, seed } = description;
      return [['glyphs', size, classes, channels, seed].join('/')];
    }
    case 'zipf-world':
      return [`zipf-world/${description.seed}`];
  }
}

function requireApart(description: PartsDescription, folder: string): void {
  const seen = new Map<string, DataPart>();
  for (const part of ['train', 'validation', 'test'] as const) {
    const one = description[part];
    if (one === undefined || typeof one === 'number') {
      continue;
    }
    for (const key of sourceKeys(one, folder)) {
      const other = seen.get(key);
      if (other !== undefined) {
        throw modelsmithError('data-split-overlap', { part, other }, whereOf(one));
      }
      seen.set(key, part);
    }
  }
}

function whereOf(description: DatasetDescription): Where {
  switch (description.format) {
    case 'cifar10':
    case 'cifar100': {
      const file = description.files[0];
      return file === undefined ? {} : { file };
    }
    case 'idx':
    case 'npy':
      return { file: description.inputs };
    case 'images':
      return { file: description.folder };
    case 'glyphs':
    case 'zipf-world':
      return {};
    default:
      return { file: description.file };
  }
}

/** The set with its labels counted as the training set counts them. */
function fitToTraining(
  dataset: Dataset,
  { train, part, where }: { readonly train: Dataset; readonly part: DataPart; readonly where: Where },
): Dataset {
  const differ = (measure: 'classes' | 'kind' | 'shape', found: string, expected: string): Error =>
    modelsmithError('data-parts-differ', { part, measure, found, expected }, where);
  if (dataset.kind !== train.kind) {
    throw differ('kind', dataset.kind, train.kind);
  }
  if (dataset.kind === 'arrays' && train.kind === 'arrays' && String(dataset.shape) !== String(train.shape)) {
    throw differ('shape', dataset.shape.join(' x '), train.shape.join(' x '));
  }
  if ((dataset.labels === undefined) !== (train.labels === undefined)) {
    throw differ('classes', String(dataset.classes.length), String(train.classes.length));
  }
  const places = new Map(train.classes.map((name, i) => [name, i]));
  const renumbered = dataset.classes.map((name) => places.get(name) ?? -1);
  const unknown = dataset.labels?.find((label) => renumbered[label] === -1);
  if (unknown !== undefined) {
    throw differ('classes', dataset.classes[unknown] ?? '', train.classes.slice(0, 10).join(', '));
  }
  return { ...dataset, classes: train.classes, labels: dataset.labels?.map((label) => renumbered[label] ?? 0) };
}

async function duplicateWarnings(
  parts: Pick<Parts, 'train' | 'validation' | 'test'>,
  signal: AbortSignal,
): Promise<readonly Problem[]> {
  const warnings: Problem[] = [];
  for (const part of ['validation', 'test'] as const) {
    const other = parts[part];
    if (other !== undefined) {
      const { count, pairs } = await findDuplicates(other, parts.train, signal);
      if (count > 0) {
        warnings.push(problem('data-duplicates', { part, other: 'train', count, pairs }, {}, 'warning'));
      }
    }
  }
  return warnings;
}
