import type { ZipfTexts } from './zipf/zipf-world.js';
/**
 * Where examples come from, as plain data. Paths are relative to the folder of the experiment, or absolute. Labels are left out
 * where nothing is labelled.
 */
export type DatasetDescription =
  | CifarDescription
  | ArraysDescription
  | ArchiveDescription
  | ImagesDescription
  | TableDescription
  | GlyphsDescription
  | ZipfWorldDescription;

/** Binary files of CIFAR-10 or CIFAR-100, which become one set in this order. */
export interface CifarDescription {
  readonly format: 'cifar10' | 'cifar100';
  readonly files: readonly string[];
  /** CIFAR-100: its 100 classes (the default), or the 20 that they are grouped into. */
  readonly labels?: 'fine' | 'coarse';
}

/** An IDX or .npy file of inputs, and one of labels. */
export interface ArraysDescription {
  readonly format: 'idx' | 'npy';
  readonly inputs: string;
  readonly labels?: string;
  /** Absent: as many as the largest label says. */
  readonly classes?: number;
}

/** An .npz archive, and the names of its arrays. */
export interface ArchiveDescription {
  readonly format: 'npz';
  readonly file: string;
  readonly inputs: string;
  readonly labels?: string;
  readonly classes?: number;
}

/** A folder with a sub-folder of PNG and JPEG files for each class. */
export interface ImagesDescription {
  readonly format: 'images';
  readonly folder: string;
  /** Height and width to scale to; absent: all images have one size. */
  readonly size?: readonly [number, number];
  /** Absent: 3. */
  readonly channels?: 1 | 3;
}

/** A table: rows of text, or of numbers where `features` names their columns. */
export interface TableDescription {
  readonly format: 'csv' | 'jsonl' | 'parquet';
  readonly file: string;
  /** CSV: what stands between values; absent: a comma. */
  readonly delimiter?: string;
  /** Columns that must hold text in every row. */
  readonly text?: readonly string[];
  /** Columns of numbers, which become arrays in this order. */
  readonly features?: readonly string[];
  /** Column of the label; classes are its values, in order. */
  readonly label?: string;
}

/** The embedded images: glyphs, drawn and distorted when they are asked for. */
export interface GlyphsDescription {
  readonly format: 'glyphs';
  /** Height and width. */
  readonly size: 8 | 32;
  readonly classes: 10 | 100;
  readonly examples: number;
  /** Another seed gives other images of the same classes. */
  readonly seed: number;
  /** Absent: 1. With 3 the glyph and its ground have colours. */
  readonly channels?: 1 | 3;
}

/** The embedded texts: documents about people who don't exist. */
export interface ZipfWorldDescription extends ZipfTexts {
  readonly format: 'zipf-world';
  readonly documents: number;
  readonly seed: number;
}
