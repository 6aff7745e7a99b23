import { type Document, LineCounter, type ParsedNode, parseAllDocuments, parseDocument, type YAMLError } from 'yaml';
import type { YamlOffence } from '../../base/offences.js';
import { type Problem, problem } from '../../base/errors.js';
import type { KeyPath } from '../../base/key-path.js';
import { findNode } from './find-node.js';
import { PlainValueReader } from './plain-value.js';
import type { TextRange } from './text-range.js';

/** An experiment is written by hand; the largest published merge configurations have some 20,000 characters. */
export const MAX_CHARACTERS = 300_000;
/** More syntax errors than this are consequences of the first ones. */
const MAX_SYNTAX_PROBLEMS = 20;

/** A YAML text as plain data, with the place of everything in it. */
export interface YamlFile {
  /** Undefined when the text has syntax errors or breaks a limit. */
  readonly value: unknown;
  /** Syntax errors, duplicate keys, broken limits; their places are given without a file. */
  readonly problems: readonly Problem[];
  /** Where the value at a path stands; for one that isn't there, the nearest thing around it. */
  readonly rangeOf: (path: KeyPath) => TextRange;
  /** Where the key at a path stands. */
  readonly keyRangeOf: (path: KeyPath) => TextRange;
}

/** Reads one YAML document within limits that a hostile text can't pass. Never throws. */
export function readYaml(text: string, version: '1.1' | '1.2'): YamlFile {
  if (text.length > MAX_CHARACTERS) {
    return withoutValue([problem('experiment-too-large', { measure: 'characters', limit: MAX_CHARACTERS })]);
  }
  const lines = new LineCounter();
  let document: Document.Parsed;
  try {
    // Keys are checked for uniqueness by PlainValueReader: the parser's own check takes quadratic time.
    document = parseDocument(text, { version, lineCounter: lines, prettyErrors: false, uniqueKeys: false });
  } catch (thrown) {
    if (thrown instanceof RangeError) {
      // The parser is recursive: thousands of open brackets exhaust its stack.
      return withoutValue([problem('experiment-too-large', { measure: 'depth', limit: PlainValueReader.MAX_DEPTH })]);
    }
    throw thrown;
  }
  const range = (offsets: readonly [number, number]): TextRange => {
    const start = lines.linePos(Math.min(offsets[0], text.length));
    const end = lines.linePos(Math.min(Math.max(offsets[1], offsets[0]), text.length));
    return {
      line: Math.max(start.line, 1),
      column: Math.max(start.col, 1),
      endLine: Math.max(end.line, 1),
      endColumn: Math.max(end.col, 1),
    };
  };

  const severe = [...document.errors, ...document.warnings.filter(({ code }) => code === 'TAG_RESOLVE_FAILED')];
  if (severe.length > 0) {
    return withoutValue(
      severe
        .slice(0, MAX_SYNTAX_PROBLEMS)
        .map((error) =>
          error.code === 'MULTIPLE_DOCS'
            ? problem('document-count', { count: parseAllDocuments(text, { version }).length }, range(error.pos))
            : problem('yaml-syntax', { offence: offenceOf(error), detail: detailOf(error) }, range(error.pos)),
        ),
    );
  }
  const reader = new PlainValueReader(version, (offsets, found) => ({ ...found, where: range(offsets) }));
  const value = reader.read(document.contents);
  const contents: ParsedNode | null = document.contents;
  const rangeAt = (path: KeyPath, part: 'key' | 'value'): TextRange => {
    const found = findNode(contents, path, part);
    return found === undefined ? range([0, text.search(/$/m)]) : range(found);
  };
  return {
    value,
    problems: reader.problems,
    rangeOf: (path) => rangeAt(path, 'value'),
    keyRangeOf: (path) => rangeAt(path, 'key'),
  };
}

function withoutValue(problems: readonly Problem[]): YamlFile {
  const start: TextRange = { line: 1, column: 1, endLine: 1, endColumn: 1 };
  return { value: undefined, problems, rangeOf: () => start, keyRangeOf: () => start };
}

function offenceOf(error: YAMLError): YamlOffence {
  switch (error.code) {
    case 'TAB_AS_INDENT':
      return 'tab';
    case 'BAD_INDENT':
      // An unclosed bracket is reported as bad indentation of whatever follows it.
      return /^Flow /.test(error.message) ? 'missing-character' : 'indentation';
    case 'MISSING_CHAR':
      return 'missing-character';
    case 'BLOCK_AS_IMPLICIT_KEY':
      return 'nested-mapping';
    case 'MULTILINE_IMPLICIT_KEY':
      return 'multiline-key';
    case 'BAD_ALIAS':
      return 'alias-unknown';
    case 'TAG_RESOLVE_FAILED':
      return 'tag';
    case 'BAD_SCALAR_START':
    case 'BAD_PROP_ORDER':
    case 'BLOCK_IN_FLOW':
    case 'UNEXPECTED_TOKEN':
      return 'unexpected';
    default:
      return 'other';
  }
}

function detailOf(error: YAMLError): string {
  return error.code === 'TAG_RESOLVE_FAILED' ? error.message.replace(/^.*?:\s*/, '') : error.message;
}
