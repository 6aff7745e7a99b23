import { setAtPath } from '../../../base/set-at-path.js';
import { problem } from '../../../base/errors.js';
import type { KeyPath } from '../../../base/key-path.js';
import type { SpecIssue } from '../../../experiments/kind.js';
import { isMaximized } from '../../../protocol/evaluate.js';
import { checkEvaluate } from '../../../protocol/check-evaluate.js';
import { checkMergeSpec } from '../../merge/spec/check.js';
import type { MergeSpec } from '../../merge/spec/schema.js';
import { trainSchema } from '../../train/spec/schema.js';
import { genesOfMethod } from './genes-of-method.js';
import { leastMembers } from './least-members.js';
import type { EvolveSpec } from './schema.js';

type Of<Type extends EvolveSpec['individuals']['type']> = Extract<EvolveSpec['individuals'], { type: Type }>;

/** What is wrong with an evolution that its schema can't say and that needs no file. */
export function checkEvolveSpec(spec: EvolveSpec): readonly SpecIssue[] {
  const { individuals } = spec;
  return [
    ...checkAlgorithm(spec),
    ...checkParts(spec),
    ...(individuals.type === 'checkpoints' ? checkCheckpoints(spec, individuals) : []),
    ...(individuals.type === 'merges' ? checkGenes(spec, individuals) : []),
    ...(individuals.type === 'points' && spec.merge !== undefined
      ? [{ path: ['merge'], problem: problem('key-without-effect', { key: 'merge' }, {}, 'warning') }]
      : []),
  ];
}

function checkAlgorithm({ algorithm, individuals }: EvolveSpec): readonly SpecIssue[] {
  const { name } = algorithm;
  const isExponential = name === 'de' && algorithm.crossover === 'exponential';
  if (individuals.type === 'checkpoints' && (name === 'cma-es' || isExponential)) {
    const args = { algorithm: isExponential ? 'exponential' : name, individuals: individuals.type };
    const path = isExponential ? ['algorithm', 'crossover'] : ['algorithm'];
    return [{ path, problem: problem('evolve-algorithm-unfit', args), relies: [['individuals', 'type']] }];
  }
  const size = sizeOf(individuals);
  const needed = leastMembers(algorithm);
  return size !== undefined && size < needed
    ? [
        {
          path: ['individuals'],
          problem: problem('evolve-population-small', { size, needed, algorithm: name }),
          relies: [['algorithm']],
        },
      ]
    : [];
}

function sizeOf(individuals: EvolveSpec['individuals']): number | undefined {
  if (individuals.type !== 'checkpoints') {
    return individuals.size;
  }
  const { models, snapshots, transfer } = individuals;
  return models?.length ?? snapshots?.last ?? transfer?.members;
}

/** Fitness is needed, and other parts that are scored just as it is tell nothing. */
function checkParts(spec: EvolveSpec): readonly SpecIssue[] {
  const { evaluate, individuals } = spec;
  if (individuals.type === 'points') {
    return (['evaluate', 'validation', 'test'] as const).flatMap((key) =>
      spec[key] === undefined ? [] : [{ path: [key], problem: problem('key-without-effect', { key }, {}, 'warning') }],
    );
  }
  const blocks = (['evaluate', 'validation', 'test'] as const).flatMap((key) => checkEvaluate(spec[key], key));
  if (evaluate === undefined) {
    return [...blocks, { path: [], problem: problem('evolve-fitness-missing', {}) }];
  }
  const same = (['validation', 'test'] as const).flatMap((part): readonly SpecIssue[] =>
    JSON.stringify(spec[part]) === JSON.stringify(evaluate)
      ? [{ path: [part], problem: problem('evolve-part-same', { part }, {}, 'warning'), relies: [['evaluate']] }]
      : [],
  );
  const other = (['validation', 'test'] as const).flatMap((part): readonly SpecIssue[] => {
    const block = spec[part];
    return block === undefined || (block.metric === evaluate.metric && isMaximized(block) === isMaximized(evaluate))
      ? []
      : [
          {
            path: [part, 'metric'],
            problem: problem('evolve-part-metric', { part, metric: block.metric, fitness: evaluate.metric }),
            relies: [['evaluate']],
          },
        ];
  });
  return [...blocks, ...same, ...other];
}

function checkCheckpoints(spec: EvolveSpec, individuals: Of<'checkpoints'>): readonly SpecIssue[] {
  const { merge, algorithm } = spec;
  const { models, snapshots, transfer, exclude } = individuals;
  const given = Object.entries({ models, snapshots, transfer }).flatMap(([key, value]) =>
    value === undefined ? [] : [key],
  );
  const issues: SpecIssue[] = exclude.flatMap((pattern, index) =>
    isExpression(pattern)
      ? []
      : [{ path: ['individuals', 'exclude', index], problem: problem('evolve-exclude-invalid', { pattern }) }],
  );
  const keys = ['models', 'snapshots', 'transfer'];
  if (given.length === 0) {
    issues.push({ path: ['individuals'], problem: problem('keys-one-of', { keys }) });
  } else if (given.length > 1) {
    issues.push({ path: ['individuals', given[1] ?? ''], problem: problem('keys-exclusive', { keys: given }) });
  }
  if (transfer !== undefined && transfer.train.source === undefined) {
    issues.push({ path: ['individuals', 'transfer', 'train'], problem: problem('evolve-transfer-source', {}) });
  }
  issues.push(...checkVaried(transfer));
  if (merge === undefined) {
    return issues;
  }
  if (algorithm.name !== 'evolver') {
    const args = { algorithm: algorithm.name };
    issues.push({ path: ['merge'], problem: problem('evolve-merge-not-scored', args), relies: [['algorithm']] });
  }
  if (merge.models !== undefined) {
    issues.push({ path: ['merge', 'models'], problem: problem('evolve-merge-models', {}) });
    return issues;
  }
  const members = models ?? Array.from({ length: sizeOf(individuals) ?? 2 }, (_, i) => `member-${String(i)}`);
  const asMerge: MergeSpec = { ...merge, models: members.map((model) => ({ model })) };
  return [...issues, ...withinMerge(asMerge, (path) => (path[0] === 'models' ? ['individuals'] : ['merge', ...path]))];
}

/** Every value that varies must be one that the training takes. */
function checkVaried(transfer: Of<'checkpoints'>['transfer']): readonly SpecIssue[] {
  return Object.entries(transfer?.vary ?? {}).flatMap(([key, values]) =>
    values.flatMap((value, index): readonly SpecIssue[] =>
      trainSchema.safeParse(setAtPath(transfer?.train, key.split('.'), value)).success
        ? []
        : [
            {
              path: ['individuals', 'transfer', 'vary', key, index],
              problem: problem('evolve-vary', { key, value: String(value) }),
            },
          ],
    ),
  );
}

function checkGenes(spec: EvolveSpec, individuals: Of<'merges'>): readonly SpecIssue[] {
  const { merge } = spec;
  if (merge === undefined) {
    return [{ path: [], problem: problem('evolve-merge-needed', {}) }];
  }
  const known = genesOfMethod(merge.merge_method);
  const issues = Object.entries(individuals.genes).flatMap(([gene, { from, to, start }]): readonly SpecIssue[] => {
    const path = ['individuals', 'genes', gene];
    if (!known.has(gene)) {
      const args = { gene, method: merge.merge_method, known: [...known.keys()] };
      return [{ path, problem: problem('evolve-gene-unknown', args), relies: [['merge', 'merge_method']] }];
    }
    const isEmpty = !(from < to) || (start !== undefined && (start < from || start > to));
    return isEmpty ? [{ path, problem: problem('evolve-gene-range', { gene }) }] : [];
  });
  const genes: Record<string, number> = {};
  for (const [gene, { from, to, start = (from + to) / 2 }] of Object.entries(individuals.genes)) {
    genes[gene] = start;
  }
  const asMerge = { ...merge, parameters: { ...merge.parameters, ...genes } } as MergeSpec;
  const place = (path: KeyPath): KeyPath => {
    const [key, name] = path;
    return key === 'parameters' && Object.hasOwn(genes, String(name))
      ? ['individuals', 'genes', String(name)]
      : ['merge', ...path];
  };
  return [...issues, ...(issues.length > 0 ? [] : withinMerge(asMerge, place))];
}

function withinMerge(spec: MergeSpec, place: (path: KeyPath) => KeyPath): readonly SpecIssue[] {
  return checkMergeSpec(spec, undefined).map(({ path, problem: found, relies = [] }) => ({
    path: place(path),
    problem: found,
    relies: relies.map(place),
  }));
}

function isExpression(pattern: string): boolean {
  try {
    return new RegExp(pattern, 'u').source.length > 0;
  } catch {
    return false;
  }
}
