import { isAlias, isMap, isScalar, isSeq, type ParsedNode, type Scalar, type YAMLMap, type YAMLSeq } from 'yaml';
import { type Problem, problem } from '../../base/errors.js';
import { keyText } from './key-text.js';
import { emptyRecord, isRecord } from '../../base/plain-record.js';

type Offsets = readonly [number, number];

/**
 * Turns YAML nodes into plain data: mappings without prototypes, lists, text, numbers, booleans, null.
 * Aliases are resolved and counted as often as they are used, so that a few lines can't grow into billions of values; an
 * alias inside its own anchor has nothing to refer to yet, so no value is circular.
 */
export class PlainValueReader {
  /** Deeper than any experiment; it also keeps every recursion over the value within the stack. */
  static readonly MAX_DEPTH = 40;
  /** With aliases resolved. Lists of tensor names to exclude have some thousands. */
  static readonly MAX_VALUES = 50_000;

  readonly problems: Problem[] = [];
  private readonly anchors = new Map<
    string,
    { readonly value: unknown; readonly count: number; readonly depth: number }
  >();
  private count = 0;
  /** A limit is broken. */
  private stopped = false;
  private isComplete = true;

  constructor(
    private readonly version: '1.1' | '1.2',
    private readonly place: (offsets: Offsets, found: Problem) => Problem,
  ) {}

  /** The value; undefined when a limit is broken or an alias stands for nothing. */
  read(contents: ParsedNode | null): unknown {
    const value = this.node(contents, 0).value;
    return this.stopped || !this.isComplete ? undefined : value;
  }

  private report(offsets: Offsets, found: Problem): void {
    this.problems.push(this.place(offsets, found));
  }

  private stop(measure: 'depth' | 'values', limit: number, node: ParsedNode): void {
    if (!this.stopped) {
      this.stopped = true;
      this.report([node.range[0], node.range[1]], problem('experiment-too-large', { measure, limit }));
    }
  }

  /** `height` is how many levels of mappings and lists the value has. */
  private node(node: ParsedNode | null, depth: number): { readonly value: unknown; readonly height: number } {
    if (node === null || this.stopped) {
      return { value: null, height: 0 };
    }
    if (isAlias(node)) {
      const target = this.anchors.get(node.source);
      if (target === undefined) {
        this.isComplete = false;
        this.report(
          [node.range[0], node.range[1]],
          problem('yaml-syntax', { offence: 'alias-unknown', detail: node.source }),
        );
        return { value: null, height: 0 };
      }
      this.take(target.count, node);
      this.limitDepth(depth + target.depth, node);
      return { value: target.value, height: target.depth };
    }
    const before = this.count;
    this.take(1, node);
    this.limitDepth(depth, node);
    const result = isMap(node)
      ? this.mapping(node, depth)
      : isSeq(node)
        ? this.list(node, depth)
        : { value: scalarValue(node), height: 0 };
    if (node.anchor !== undefined) {
      this.anchors.set(node.anchor, { value: result.value, count: this.count - before, depth: result.height });
    }
    return result;
  }

  private take(values: number, node: ParsedNode): void {
    this.count += values;
    if (this.count > PlainValueReader.MAX_VALUES) {
      this.stop('values', PlainValueReader.MAX_VALUES, node);
    }
  }

  private limitDepth(depth: number, node: ParsedNode): void {
    if (depth > PlainValueReader.MAX_DEPTH) {
      this.stop('depth', PlainValueReader.MAX_DEPTH, node);
    }
  }

  private list(node: YAMLSeq.Parsed, depth: number): { readonly value: unknown; readonly height: number } {
    let height = 0;
    const value = node.items.map((item) => {
      // An ordered map (!!omap) holds pairs where a list holds nodes.
      const read = this.node('range' in item ? item : null, depth + 1);
      height = Math.max(height, read.height);
      return read.value;
    });
    return { value, height: height + 1 };
  }

  private mapping(node: YAMLMap.Parsed, depth: number): { readonly value: unknown; readonly height: number } {
    const value = emptyRecord();
    const merged: unknown[] = [];
    let height = 0;
    for (const { key, value: child } of node.items) {
      const read = this.node(child, depth + 1);
      height = Math.max(height, read.height);
      const text = keyText(key);
      const offsets: Offsets = [key.range[0], key.range[1]];
      if (text === undefined) {
        this.report(offsets, problem('key-not-text', {}));
      } else if (this.version === '1.1' && text === '<<' && isScalar(key) && key.type === 'PLAIN') {
        merged.push(...(Array.isArray(read.value) ? (read.value as unknown[]) : [read.value]));
      } else if (Object.hasOwn(value, text)) {
        this.report(offsets, problem('key-duplicate', { key: text }));
      } else {
        value[text] = read.value;
      }
    }
    for (const source of merged) {
      if (isRecord(source)) {
        for (const [key, one] of Object.entries(source)) {
          if (!Object.hasOwn(value, key)) {
            value[key] = one;
          }
        }
      }
    }
    return { value, height: height + 1 };
  }
}

function scalarValue(node: Scalar.Parsed | ParsedNode): unknown {
  if (!isScalar(node)) {
    return null;
  }
  const { value } = node;
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
      return value;
    default:
      // Dates and binary data of YAML 1.1 are text to us; so is whatever else a tag makes.
      return value === null ? null : node.source;
  }
}
