import { problem } from '../../../base/errors.js';
import type { KeyPath } from '../../../base/key-path.js';
import type { SpecIssue } from '../../../experiments/kind.js';
import { asOptimizer } from '../../../protocol/optimizer-schema.js';
import type { StabilitySpec } from '../spec.js';
import { countCells } from './cell-counts.js';
import { optimizerLabel } from './optimizer-label.js';

/** Cells that a comparison may have: ten times what a person could read, and a log of some 100 MB. */
const MOST_CELLS = 50_000;

const CLASSIFIERS: readonly string[] = ['mlp', 'cnn', 'resnet', 'wide-resnet', 'sew-resnet', 'bert', 'roberta'];

/** What is wrong with a comparison that its schema can't say and that needs no file. */
export function checkStabilitySpec(spec: StabilitySpec, output: string | undefined): readonly SpecIssue[] {
  const { tasks, optimizers, learning_rates: grid, seeds = [] } = spec;
  const cells = countCells(spec);
  return [
    ...tasks.flatMap((task, index) => checkTask(task, spec, ['tasks', index])),
    ...repeated(
      tasks.map(({ name }) => name),
      { list: 'tasks', key: 'name' },
    ),
    ...repeated(
      optimizers.map((one) => optimizerLabel(asOptimizer(one))),
      { list: 'optimizers' },
    ),
    ...repeated(grid.map(String), { list: 'learning_rates' }),
    ...repeated(seeds.map(String), { list: 'seeds' }),
    ...(cells > MOST_CELLS
      ? [{ path: ['tasks'], problem: problem('stability-size', { cells, limit: MOST_CELLS }) }]
      : []),
    ...(output === undefined
      ? []
      : [{ path: ['output'], problem: problem('key-without-effect', { key: 'output' }, {}, 'warning') }]),
  ];
}

function checkTask(
  task: StabilitySpec['tasks'][number],
  { metric }: StabilitySpec,
  path: KeyPath,
): readonly SpecIssue[] {
  const { network, model, epochs, steps, data } = task;
  const issues: SpecIssue[] = [];
  if ((network === undefined) === (model === undefined)) {
    issues.push({ path: [...path, model === undefined ? 'network' : 'model'], problem: problem('train-network', {}) });
  }
  if (epochs !== undefined && steps !== undefined) {
    issues.push({ path: [...path, 'steps'], problem: problem('train-length', {}) });
  }
  for (const part of ['validation', 'test'] as const) {
    if (data[part] === 0) {
      issues.push({ path: [...path, 'data', part], problem: problem('stability-held-out', { part }) });
    }
  }
  if (network !== undefined && metric !== 'loss' && CLASSIFIERS.includes(network.type) === (metric === 'perplexity')) {
    issues.push({
      path: [...path, 'network', 'type'],
      problem: problem('stability-metric', { metric, task: task.name }),
      relies: [['metric']],
    });
  }
  return issues;
}

/** What stands in a list of names that must differ for a second time. */
function repeated(
  names: readonly string[],
  { list, key }: { readonly list: string; readonly key?: string },
): readonly SpecIssue[] {
  return names.flatMap((name, index) =>
    names.indexOf(name) < index
      ? [{ path: [list, index, ...(key === undefined ? [] : [key])], problem: problem('stability-twice', { name }) }]
      : [],
  );
}
