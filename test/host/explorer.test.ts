import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { ExplorerNode } from '../../src/host/explorer/explorer-nodes.js';
import { runStatuses, type RunStatus } from '../../src/protocol/run-record.js';
import { writeRunOnDisk } from '../fakes/run-on-disk.js';
import { waitFor } from '../fakes/wait-for.js';
import { theApi, workspaceFolder } from './support/the-api.js';

/** What a person reads of a row: label and description. */
function rowText(item: vscode.TreeItem): string {
  return `${item.label as string} | ${String(item.description)}`;
}

describe('the explorer', () => {
  const folder = workspaceFolder();
  const made: string[] = [];
  const experiment = (name: string): string => {
    const file = path.join(folder, `${name}.experiment.yaml`);
    fs.writeFileSync(file, 'kind: merge\n');
    made.push(file);
    return file;
  };

  async function nodeOf(name: string): Promise<Extract<ExplorerNode, { type: 'experiment' }>> {
    const { explorer } = await theApi();
    return waitFor(`the experiment ${name} in the explorer`, async () => {
      const top = await explorer.getChildren();
      return top.find((node) => node.type === 'experiment' && node.name === name) as
        | Extract<ExplorerNode, { type: 'experiment' }>
        | undefined;
    });
  }

  async function rows(node: ExplorerNode): Promise<readonly string[]> {
    const { explorer } = await theApi();
    return (await explorer.getChildren(node)).map((child) => rowText(explorer.getTreeItem(child)));
  }

  after(async () => {
    fs.rmSync(path.join(folder, '.modelsmith', 'runs'), { recursive: true, force: true });
    for (const file of made) {
      fs.rmSync(file, { force: true });
    }
    await (await theApi()).runs.refresh();
  });

  it('lists an experiment file as soon as it is there, without runs', async () => {
    experiment('fresh');
    const node = await nodeOf('fresh');
    assert.deepEqual(await rows(node), []);
    const { explorer } = await theApi();
    const item = explorer.getTreeItem(node);
    assert.equal(item.description, 'no runs');
    assert.equal(item.contextValue, 'experiment');
    assert.equal(item.collapsibleState, vscode.TreeItemCollapsibleState.None);
  });

  it('says of each status what it is, by icon and by word, and what can be done', async () => {
    const file = experiment('statuses');
    for (const [number, status] of runStatuses.entries()) {
      writeRunOnDisk(folder, { number, experiment: file, record: { status } });
    }
    const { explorer, runs } = await theApi();
    await runs.refresh();
    const node = await nodeOf('statuses');
    const children = await waitFor('all runs', async () => {
      const all = await explorer.getChildren(node);
      return all.length === runStatuses.length ? all : undefined;
    });
    const items = new Map(
      children.map((child) => [child.type === 'run' ? child.run.record.status : '', explorer.getTreeItem(child)]),
    );
    const icons = [...items.values()].map(({ iconPath }) => (iconPath as vscode.ThemeIcon).id);
    // Nobody owns the running and the stopping one: they are interrupted, which shares its icon.
    assert.equal(new Set(icons).size, runStatuses.length - 2, icons.join(', '));
    for (const [status, item] of items) {
      const shown = status === 'running' || status === 'stopping' ? 'interrupted' : status;
      assert.equal(String(item.description).split(' · ')[0], shown);
      assert.match(String(item.accessibilityInformation?.label), new RegExp(`, ${shown}`));
    }
    const can = (status: RunStatus): string => String(items.get(status)?.contextValue);
    assert.match(can('queued'), /\bstoppable\b/);
    assert.doesNotMatch(can('queued'), /\bdeletable\b/);
    assert.match(can('interrupted'), /\bresumable\b.*\bdeletable\b/);
    assert.match(can('succeeded'), /\boutput\b/);
    assert.doesNotMatch(can('succeeded'), /\bresumable\b/);
    assert.match(can('failed'), /\bresumable\b/);
    // What waits is started after a while.
    for (const child of children) {
      if (child.type === 'run' && child.run.record.status === 'queued') {
        fs.rmSync(child.run.folder, { recursive: true });
      }
    }
  });

  it('shows duration and headline figure of a success, and the title that its user gave', async () => {
    const file = experiment('headline');
    const figures = [{ name: 'accuracy', value: 0.93125 }];
    writeRunOnDisk(folder, {
      number: 100,
      experiment: file,
      record: { figures },
      notes: { title: 'Best', star: true },
    });
    await (await theApi()).runs.refresh();
    const node = await nodeOf('headline');
    assert.deepEqual(await waitFor('its run', async () => ((await rows(node)).length === 1 ? rows(node) : undefined)), [
      '★ Best | succeeded · 12 s · accuracy 0.9313',
    ]);
  });

  it('groups the runs of a matrix in its order, told apart by their values', async () => {
    const file = experiment('sweep');
    for (const [index, ratio] of [0.05, 0.1, 0.2].entries()) {
      const record = { group: 'one-matrix', matrix: { 'parameters.ratio': ratio } };
      writeRunOnDisk(folder, { number: 200 + index, experiment: file, record });
    }
    const { explorer, runs } = await theApi();
    await runs.refresh();
    const node = await nodeOf('sweep');
    const [group, ...others] = await waitFor('the group', async () => {
      const children = await explorer.getChildren(node);
      return children.length > 0 ? children : undefined;
    });
    assert.equal(others.length, 0);
    assert.equal(group?.type, 'group');
    assert.equal(explorer.getTreeItem(group).description, '3 succeeded');
    assert.deepEqual(
      (await rows(group)).map((row) => row.split(' | ')[0]),
      ['ratio 0.05', 'ratio 0.1', 'ratio 0.2'],
    );
  });

  it('keeps the runs of a file that is gone, and says that it is', async () => {
    const gone = path.join(folder, 'gone.experiment.yaml');
    writeRunOnDisk(folder, { number: 300, experiment: gone });
    await (await theApi()).runs.refresh();
    const node = await nodeOf('gone');
    const { explorer } = await theApi();
    const item = explorer.getTreeItem(node);
    assert.match(String(item.description), /^file not found/);
    assert.equal(item.contextValue, 'experiment-gone');
    assert.equal((await rows(node)).length, 1);
  });

  it('shows a run of a newer format read-only', async () => {
    const file = experiment('newer');
    writeRunOnDisk(folder, { number: 400, experiment: file, record: { format: 99, status: 'failed' } });
    const { explorer, runs } = await theApi();
    await runs.refresh();
    const node = await nodeOf('newer');
    const [child] = await waitFor('its run', async () => {
      const children = await explorer.getChildren(node);
      return children.length > 0 ? children : undefined;
    });
    assert.ok(child);
    const item = explorer.getTreeItem(child);
    assert.match(String(item.description), /newer version, read-only/);
    assert.doesNotMatch(String(item.contextValue), /resumable|deletable|editable/);
  });

  it('notices by itself what other processes write, hidden as it is', async () => {
    const file = experiment('others');
    const { explorer, runs } = await theApi();
    await nodeOf('others');
    await vscode.commands.executeCommand('workbench.view.explorer');
    const folderOfRun = writeRunOnDisk(folder, { number: 500, experiment: file, record: { status: 'interrupted' } });
    const recordFile = path.join(folderOfRun, 'run.json');
    const record = JSON.parse(fs.readFileSync(recordFile, 'utf8')) as Record<string, unknown>;
    for (const status of ['interrupted', 'succeeded']) {
      fs.writeFileSync(recordFile, JSON.stringify({ ...record, status }));
      await waitFor(`the status ${status}, without being asked`, () => runs.get(folderOfRun)?.status === status);
    }
    const node = await nodeOf('others');
    const [child] = await explorer.getChildren(node);
    assert.ok(child);
    assert.match(String(explorer.getTreeItem(child).description), /^succeeded/);
  });

  it('lists 1,000 runs without reading a log, and shows at most 200 rows at once', async () => {
    const file = experiment('thousand');
    for (let number = 1000; number < 2000; number++) {
      const run = writeRunOnDisk(folder, { number, experiment: file });
      // Reading these (holes, a terabyte each) could never end.
      const log = fs.openSync(path.join(run, 'events.jsonl'), 'w');
      fs.ftruncateSync(log, 2 ** 40);
      fs.closeSync(log);
    }
    const { explorer, runs } = await theApi();
    await runs.refresh();
    const node = await nodeOf('thousand');
    assert.equal(explorer.getTreeItem(node).description, '1000 runs');
    const first = await explorer.getChildren(node);
    assert.equal(first.length, 201);
    const more = first.at(-1);
    assert.ok(more);
    assert.equal(explorer.getTreeItem(more).label, 'Show more (800)');
    const { command, arguments: args = [] } = explorer.getTreeItem(more).command ?? {};
    assert.ok(command);
    await vscode.commands.executeCommand(command, ...(args as unknown[]));
    assert.equal((await explorer.getChildren(node)).length, 401);
    const newest = first[0];
    assert.ok(newest?.type === 'run');
    assert.equal(newest.run.id.endsWith((1999).toString(16).padStart(8, '0')), true);
  });
});
