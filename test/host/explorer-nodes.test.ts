import * as assert from 'node:assert/strict';
import * as path from 'node:path';
import { explorerNodes, type ExplorerNode } from '../../src/host/explorer/explorer-nodes.js';
import type { RunSummary } from '../../src/experiments/runs/run-summary.js';

const root = path.resolve('/project');
const at = (...parts: readonly string[]): string => path.join(root, ...parts);

function aRun(
  number: number,
  experiment: string,
  changes: { readonly folder?: string; readonly group?: string } = {},
): RunSummary {
  const id = `20260101-000000-a-${String(number).padStart(8, '0')}`;
  return {
    id,
    folder: changes.folder ?? at('one', '.modelsmith', 'runs', id),
    status: 'succeeded',
    readOnly: false,
    notes: {},
    record: {
      format: 1,
      id,
      kind: 'merge',
      name: 'a',
      status: 'succeeded',
      experiment,
      folder: path.dirname(experiment),
      seed: 0,
      versions: {},
      backend: { name: 'none', reason: 'not-started' },
      startedBy: 'terminal',
      createdAt: number,
      attempts: 1,
      inputs: [],
      ...(changes.group === undefined ? {} : { group: changes.group }),
    },
  };
}

/** The tree as indented lines: type and what names the node. */
function outline(nodes: readonly ExplorerNode[], indent = ''): readonly string[] {
  return nodes.flatMap((node) => {
    const name = node.type === 'run' ? String(node.run.record.createdAt) : 'name' in node ? node.name : '';
    return [
      `${indent}${node.type} ${name}`.trimEnd(),
      ...('children' in node ? outline(node.children, `${indent}  `) : []),
    ];
  });
}

describe('the rows of the explorer', () => {
  const one = {
    name: 'one',
    path: at('one'),
    experiments: [at('one', 'b.experiment.yaml'), at('one', 'a.experiment.yaml')],
  };

  it('has no row for a folder that is the only one', () => {
    assert.deepEqual(outline(explorerNodes([one], [])), ['experiment a', 'experiment b']);
  });

  it('keeps several folders apart, and gives a run to the inner one of two', () => {
    const inner = { name: 'inner', path: at('one', 'inner'), experiments: [at('one', 'inner', 'c.experiment.yaml')] };
    const runs = [aRun(1, at('one', 'a.experiment.yaml')), aRun(2, at('one', 'inner', 'c.experiment.yaml'))];
    assert.deepEqual(outline(explorerNodes([one, inner], runs)), [
      'folder one',
      '  experiment a',
      '    run 1',
      '  experiment b',
      'folder inner',
      '  experiment c',
      '    run 2',
    ]);
  });

  it('shows a run of a file from elsewhere where its folder lies', () => {
    const foreign = path.resolve('/elsewhere', 'x.yml');
    const [node] = explorerNodes([{ ...one, experiments: [] }], [aRun(1, foreign)]);
    assert.ok(node?.type === 'experiment');
    assert.equal(node.name, 'x');
    assert.equal(node.exists, false);
    assert.equal(node.place, path.dirname(foreign));
  });

  it('leaves out runs that lie outside of every folder and of its experiments', () => {
    const folder = path.resolve('/elsewhere', '.modelsmith', 'runs', 'r');
    assert.deepEqual(
      explorerNodes([{ ...one, experiments: [] }], [aRun(1, path.resolve('/elsewhere', 'x.yml'), { folder })]),
      [],
    );
  });

  it('puts newest first, but a matrix in its order, at the time of its last run', () => {
    const file = at('one', 'a.experiment.yaml');
    const runs = [
      aRun(5, file),
      aRun(4, file, { group: 'g' }),
      aRun(3, file),
      aRun(2, file, { group: 'g' }),
      aRun(1, file),
    ];
    assert.deepEqual(outline(explorerNodes([{ ...one, experiments: [file] }], runs)), [
      'experiment a',
      '  run 5',
      '  group',
      '    run 2',
      '    run 4',
      '  run 3',
      '  run 1',
    ]);
  });

  it('shows the only run left of a matrix by itself', () => {
    const file = at('one', 'a.experiment.yaml');
    assert.deepEqual(outline(explorerNodes([{ ...one, experiments: [file] }], [aRun(4, file, { group: 'g' })])), [
      'experiment a',
      '  run 4',
    ]);
  });
});
