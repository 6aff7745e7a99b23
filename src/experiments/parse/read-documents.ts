import type { KeyPath } from '../../base/key-path.js';
import { emptyRecord, isRecord, type PlainRecord } from '../../base/plain-record.js';
import { readYaml, type YamlFile } from './read-yaml.js';

/** A text of several documents, read as one: what they lead to, with the others as its `stages`. */
export interface StagedFile extends YamlFile {
  readonly value: PlainRecord;
}

/**
 * Reads a text of several merges that use each other's results by name, one document a merge, as mergekit has it. The one
 * without a name is what they lead to, else the last. Undefined for a text that isn't that, or that has other faults.
 */
export function readDocuments(text: string, version: '1.1' | '1.2'): StagedFile | undefined {
  const documents = splitDocuments(text).map((document) => readYaml(document, version));
  const isMerge = ({ value }: YamlFile): boolean => isRecord(value) && Object.hasOwn(value, 'merge_method');
  if (documents.length < 2 || !documents.every(isMerge)) {
    return undefined;
  }
  const unnamed = documents.findIndex(({ value }) => isRecord(value) && !Object.hasOwn(value, 'name'));
  const lastIndex = unnamed >= 0 ? unnamed : documents.length - 1;
  const last = documents[lastIndex];
  if (last === undefined || !isRecord(last.value)) {
    return undefined;
  }
  const stages = documents.filter((_, index) => index !== lastIndex);
  const value = emptyRecord();
  Object.assign(value, last.value, { stages: stages.map((stage) => stage.value) });
  const within = (path: KeyPath): { readonly file: YamlFile; readonly path: KeyPath } => {
    const stage = path[0] === 'stages' ? stages[Number(path[1])] : undefined;
    return stage === undefined ? { file: last, path } : { file: stage, path: path.slice(2) };
  };
  return {
    value,
    problems: documents.flatMap(({ problems }) => problems),
    rangeOf: (path) => {
      const found = within(path);
      return found.file.rangeOf(found.path);
    },
    keyRangeOf: (path) => {
      const found = within(path);
      return found.file.keyRangeOf(found.path);
    },
  };
}

/** The documents of a text, each with as many empty lines before it as keep its places what they are in the whole. */
function splitDocuments(text: string): readonly string[] {
  const starts = [0, ...[...text.matchAll(/^---(?=\s|$)/gm)].map(({ index }) => index)];
  return starts
    .map((start, i) => {
      const lines = text.slice(0, start).split('\n').length - 1;
      return '\n'.repeat(lines) + text.slice(start, starts[i + 1]);
    })
    .filter((document) => document.split('\n').some((line) => !/^(---|\.\.\.)?\s*(#.*)?$/.test(line.trim())));
}
