import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { readEvents } from '../../src/experiments/runs/read-events.js';
import type { RunSummary } from '../../src/experiments/runs/run-summary.js';
import type { RunStatus } from '../../src/protocol/run-record.js';
import { waitFor } from '../fakes/wait-for.js';
import { writeModels } from '../fakes/write-models.js';
import { theApi, workspaceFolder } from './support/the-api.js';

function experimentText(models: string, lines: readonly string[] = []): string {
  return [
    'kind: merge',
    'merge_method: pcb',
    `base_model: ${models}/base`,
    `models: [{ model: ${models}/math }, { model: ${models}/code }]`,
    ...lines,
    '',
  ].join('\n');
}

describe('running an experiment', () => {
  const folder = workspaceFolder();
  const place = path.join(folder, 'running');

  before(() => {
    writeModels(path.join(place, 'small'), ['base', 'math', 'code'], { layers: 3, width: 16 });
    writeModels(path.join(place, 'large'), ['base', 'math', 'code'], { layers: 64, width: 512 });
  });

  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    fs.rmSync(place, { recursive: true, force: true });
    fs.rmSync(path.join(folder, '.modelsmith', 'runs'), { recursive: true, force: true });
    await (await theApi()).runs.refresh();
  });

  function write(name: string, text: string): vscode.Uri {
    const file = path.join(place, `${name}.experiment.yaml`);
    fs.writeFileSync(file, text);
    return vscode.Uri.file(file);
  }

  async function runsOf(uri: vscode.Uri): Promise<readonly RunSummary[]> {
    return (await theApi()).runs.all.filter(({ record }) => record.experiment === uri.fsPath);
  }

  async function waitForStatus(uri: vscode.Uri, status: RunStatus, count = 1): Promise<readonly RunSummary[]> {
    return waitFor(`${String(count)} runs of ${path.basename(uri.fsPath)} that ${status}`, async () => {
      const runs = (await runsOf(uri)).filter((run) => run.status === status);
      return runs.length >= count ? runs : undefined;
    });
  }

  it('goes to success by the command, and leaves a whole model where the file says', async () => {
    const uri = write('success', experimentText('./small', ['output: ./merged']));
    await vscode.commands.executeCommand('modelsmith.run', uri);
    const [run] = await waitForStatus(uri, 'succeeded');
    assert.ok(run);
    assert.equal(run.record.startedBy, 'vscode');
    assert.deepEqual(
      fs.readdirSync(path.join(place, 'merged')).filter((file) => file.endsWith('.safetensors')).length,
      1,
    );
    const types = (await readEvents(run.folder)).map(({ type }) => type);
    assert.equal(types[0], 'started');
    assert.ok(types.includes('merge/tensor'));
    assert.ok(types.includes('result'));
  });

  it('opens its view beside the editor, and only once', async () => {
    const tabs = (): readonly vscode.Tab[] =>
      vscode.window.tabGroups.all
        .flatMap((group) => group.tabs)
        .filter(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith('modelsmith.run'));
    await waitFor('the view of the run', () => tabs().length === 1);
    const [run] = await runsOf(vscode.Uri.file(path.join(place, 'success.experiment.yaml')));
    await vscode.commands.executeCommand('modelsmith.openView', run?.folder);
    assert.equal(tabs().length, 1);
    assert.equal(tabs()[0]?.label, 'success');
  });

  it('queues the runs of a matrix, runs them one after the other, and keeps them together', async () => {
    const uri = write('sweep', experimentText('./small', ['matrix:', '  parameters.ratio: [0.1, 0.5]']));
    await vscode.commands.executeCommand('modelsmith.run', uri);
    const runs = await waitForStatus(uri, 'succeeded', 2);
    assert.equal(new Set(runs.map(({ record }) => record.group)).size, 1);
    assert.deepEqual(runs.map(({ record }) => record.matrix?.['parameters.ratio']).sort(), [0.1, 0.5]);
    const [second, first] = [...runs].sort((a, b) => (b.record.startedAt ?? 0) - (a.record.startedAt ?? 0));
    assert.ok(
      (second?.record.startedAt ?? 0) >= (first?.record.endedAt ?? Infinity),
      'the second waited for the first',
    );
  });

  it('stops with a snapshot, and resumes to success', async () => {
    const uri = write('long', experimentText('./large', ['output: ./long-merged']));
    await vscode.commands.executeCommand('modelsmith.run', uri);
    const [running] = await waitForStatus(uri, 'running');
    assert.ok(running);
    await waitFor('the first progress', async () =>
      (await readEvents(running.folder)).some(({ type }) => type === 'progress'),
    );
    await vscode.commands.executeCommand('modelsmith.stop', running.folder);
    await waitForStatus(uri, 'cancelled');
    assert.equal(fs.existsSync(path.join(place, 'long-merged')), false);
    await vscode.commands.executeCommand('modelsmith.resume', running.folder);
    const [done] = await waitForStatus(uri, 'succeeded');
    assert.equal(done?.record.attempts, 2);
    assert.ok(fs.existsSync(path.join(place, 'long-merged', 'config.json')));
  });

  it('goes on in the background under a process of its own', async () => {
    const uri = write('background', experimentText('./small', ['output: ./background-merged']));
    await vscode.commands.executeCommand('modelsmith.runInBackground', uri);
    const [run] = await waitForStatus(uri, 'succeeded');
    assert.equal(run?.record.background, true);
    const owners = fs
      .readdirSync(path.join(run.folder, 'lock'))
      .map(
        (file) => JSON.parse(fs.readFileSync(path.join(run.folder, 'lock', file), 'utf8')) as { readonly pid: number },
      );
    assert.ok(owners.length > 0);
    assert.ok(owners.every(({ pid }) => pid !== process.pid));
  });

  it('does not run a file with errors: it opens it at the first one', async () => {
    const uri = write('broken', experimentText('./small').replace('pcb', 'pbc'));
    await vscode.commands.executeCommand('modelsmith.run', uri);
    assert.equal(vscode.window.activeTextEditor?.document.uri.fsPath, uri.fsPath);
    assert.equal(vscode.window.activeTextEditor.selection.active.line, 1);
    assert.deepEqual(await runsOf(uri), []);
  });

  it('marks in the file what only a run could find out', async () => {
    const uri = write('missing', experimentText('./nowhere'));
    await vscode.commands.executeCommand('modelsmith.run', uri);
    const [run] = await waitForStatus(uri, 'failed');
    assert.equal(run?.record.problems?.[0]?.code, 'checkpoint-missing');
    const diagnostics = await waitFor('its diagnostics', () => {
      const found = vscode.languages.getDiagnostics(uri).filter(({ code }) => code === 'checkpoint-missing');
      return found.length > 0 ? found : undefined;
    });
    assert.ok(diagnostics.every(({ range }) => range.start.line === 2 || range.start.line === 3));
  });

  it('shows the log of a run as lines for people', async () => {
    const [run] = await runsOf(vscode.Uri.file(path.join(place, 'success.experiment.yaml')));
    await vscode.commands.executeCommand('modelsmith.showLog', run?.folder);
    const text = vscode.window.activeTextEditor?.document.getText() ?? '';
    assert.match(text, /Started success, seed 0/);
    assert.match(text, /Succeeded: .*merged/);
    assert.doesNotMatch(text, /merge\/tensor|\{/);
  });

  it('keeps the title, star and note that its user gave, and loses them when taken away', async () => {
    const [run] = await runsOf(vscode.Uri.file(path.join(place, 'success.experiment.yaml')));
    assert.ok(run);
    const { runs } = await theApi();
    await vscode.commands.executeCommand('modelsmith.starRun', run.folder);
    assert.equal(runs.get(run.folder)?.notes.star, true);
    await vscode.commands.executeCommand('modelsmith.unstarRun', run.folder);
    assert.equal(runs.get(run.folder)?.notes.star, undefined);
  });

  it('copies a run id to the clipboard', async () => {
    const [run] = await runsOf(vscode.Uri.file(path.join(place, 'success.experiment.yaml')));
    await vscode.commands.executeCommand('modelsmith.copyRunId', run?.folder);
    assert.equal(await vscode.env.clipboard.readText(), run?.id);
  });
});
