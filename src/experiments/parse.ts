import * as path from 'node:path';
import { stringify } from 'yaml';
import { kinds } from '../engines/kinds.js';
import { type Problem, problem } from '../base/errors.js';
import type { KeyPath } from '../base/key-path.js';
import type { Experiment } from './experiment.js';
import type { Kind, SpecIssue } from './kind.js';
import { kindForAction } from './kind-for-action.js';
import { MAX_ISSUES } from './parse/fit-value.js';
import { placeIssue } from './parse/place-issue.js';
import { isRecord, type PlainRecord } from '../base/plain-record.js';
import { readDocuments } from './parse/read-documents.js';
import { readYaml } from './parse/read-yaml.js';
import { kindOfValue } from './parse/schema-walk.js';
import { suggest } from './parse/suggest.js';
import type { TextRange } from './parse/text-range.js';
import { editSource } from './parse/edit-source.js';
import { type Accepted, validateExperiment } from './parse/validate-experiment.js';

/** What a mergekit configuration is an experiment of. */
const MERGEKIT_KIND = 'merge';

export interface ParseOptions {
  /** The output that mergekit takes as an argument; it comes before the file's own. Relative to the file, or absolute. */
  readonly output?: string;
}

export interface ParsedExperiment {
  /** The kind that the file names, if there is one of that name. */
  readonly kind: string | undefined;
  /** Present when no problem is an error. */
  readonly experiment?: Experiment;
  /** What can be made of a file with errors, if anything; never run, but held against its models' headers. */
  readonly draft?: DraftExperiment;
  /** In the order of the file. */
  readonly problems: readonly Problem[];
  /** Where the value at a path stands, or the nearest thing around it. */
  readonly positionOf: (path: KeyPath) => TextRange;
  /** A mergekit configuration: `merge_method` at the top level and no `kind`. */
  readonly isMergekit: boolean;
}

/** An experiment without what is wrong with it; of a matrix the first run. */
export interface DraftExperiment {
  readonly experiment: Experiment;
  readonly removed: readonly KeyPath[];
  /** The place in the file of something in the experiment. */
  readonly placeOf: (path: KeyPath) => KeyPath;
}

/**
 * Reads an experiment from its text and checks all that can be known without opening another file. `file` is the absolute
 * path that the text came from. Never throws: what is wrong is told in `problems`, several at once.
 *
 * A mergekit configuration is read as mergekit does (YAML 1.1, numbers in quotes, unknown keys ignored with a warning)
 * and becomes an experiment of the kind merge.
 */
export function parseExperiment(text: string, file: string, options: ParseOptions = {}): ParsedExperiment {
  const single = readYaml(text, '1.2');
  const isSeveral = single.problems.some(({ code }) => code === 'document-count');
  const first = (isSeveral ? readDocuments(text, '1.2') : undefined) ?? single;
  const isMergekit = isMergekitValue(first.value);
  const yaml = isMergekit ? ((isSeveral ? readDocuments : readYaml)(text, '1.1') ?? first) : first;
  const result = (
    problems: readonly Problem[],
    kind?: Kind,
    made: Pick<ParsedExperiment, 'experiment' | 'draft'> = {},
  ): ParsedExperiment => ({
    kind: kind?.kind,
    problems: inOrder(problems.map((one) => ({ ...one, where: { file, ...one.where } }))),
    positionOf: yaml.rangeOf,
    isMergekit,
    ...made,
  });
  const read = yaml.value;
  if (read === undefined) {
    return result(yaml.problems);
  }
  if (!isRecord(read)) {
    const found =
      read === null ? problem('document-empty', {}) : problem('not-a-mapping', { found: kindOfValue(read) });
    return result([...yaml.problems, { ...found, where: yaml.rangeOf([]) }]);
  }
  const named = isMergekit ? kinds.get(MERGEKIT_KIND) : kinds.get(String(read['kind']));
  const kind = named === undefined ? undefined : kindForAction(named, read['action']);
  if (kind === undefined) {
    return result([...yaml.problems, placeIssue(kindIssue(read), yaml)]);
  }
  const { output } = options;
  const value = output === undefined ? read : { ...read, output };
  const validated = validateExperiment(value, kind, { lenient: isMergekit });
  const problems = [...yaml.problems, ...validated.issues.map((issue) => placeIssue(issue, yaml))];
  const origin = (source: string): Origin => ({ kind, file, source });
  if (validated.accepted === undefined || problems.some(({ severity }) => severity === 'error')) {
    const { draft } = validated;
    if (draft === undefined) {
      return result(problems, kind);
    }
    const { removed, placeOf } = draft;
    return result(problems, kind, { draft: { experiment: experimentOf(draft, origin(text)), removed, placeOf } });
  }
  const version = isMergekit ? '1.1' : '1.2';
  // As one document, which is what everyone after this reads and edits.
  const whole = isSeveral ? stringify(read, { version }) : text;
  const source = output === undefined ? whole : editSource(whole, { version, set: [[['output'], output]] });
  return result(problems, kind, { experiment: experimentOf(validated.accepted, origin(source)) });
}

/** True of a text that mergekit would take: `merge_method` at the top level and no `kind`. */
export function isMergekitText(text: string): boolean {
  return isMergekitValue(readYaml(text, '1.2').value);
}

function isMergekitValue(value: unknown): boolean {
  return isRecord(value) && Object.hasOwn(value, 'merge_method') && !Object.hasOwn(value, 'kind');
}

function kindIssue(value: PlainRecord): SpecIssue {
  const names = [...kinds.keys()];
  const kind = value['kind'];
  if (kind === undefined) {
    return { path: ['kind'], problem: problem('kind-missing', { kinds: names }) };
  }
  if (typeof kind !== 'string') {
    const missing = problem('value-missing', {});
    const wrong = problem('value-type', { expected: ['text'], found: kindOfValue(kind) });
    return { path: ['kind'], problem: kind === null ? missing : wrong };
  }
  return { path: ['kind'], problem: problem('kind-unknown', { kind, suggestion: suggest(kind, names), kinds: names }) };
}

function inOrder(problems: readonly Problem[]): readonly Problem[] {
  const place = ({ where }: Problem): number => (where.line ?? 0) * 1e6 + (where.column ?? 0);
  return problems.toSorted((a, b) => place(a) - place(b)).slice(0, MAX_ISSUES);
}

interface Origin {
  readonly kind: Kind;
  readonly file: string;
  readonly source: string;
}

function experimentOf({ common, action, spec }: Accepted, { kind, file, source }: Origin): Experiment {
  const { description, output, matrix } = common;
  return {
    kind: kind.kind,
    name: common.name ?? defaultName(file),
    seed: common.seed,
    overwrite: common.overwrite,
    tags: common.tags,
    resources: common.resources,
    digest: common.digest,
    spec,
    source,
    file,
    folder: path.dirname(file),
    ...(description === undefined ? {} : { description }),
    ...(output === undefined ? {} : { output }),
    ...(matrix === undefined ? {} : { matrix }),
    ...(action === undefined ? {} : { action }),
    ...(typeof kind.carrier === 'function' ? { carrier: kind.carrier(spec) } : {}),
    ...(kind.operationThreads === undefined ? {} : { operationThreads: kind.operationThreads }),
  };
}

/** `merge-math.experiment.yaml` is called `merge-math` unless it says otherwise. */
function defaultName(file: string): string {
  return (
    path
      .basename(file)
      .replace(/(\.experiment)?\.ya?ml$/i, '')
      .slice(0, 100) || 'experiment'
  );
}
