import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { waitFor } from '../fakes/wait-for.js';
import { writeModels } from '../fakes/write-models.js';
import { ScriptedDialogs, type Answer, type Shown } from './support/scripted-dialogs.js';
import { theApi, workspaceFolder } from './support/the-api.js';

/** Scores a model by the first number of its weights. */
const SCORE = `const fs = require('node:fs'), path = require('node:path');
const bytes = fs.readFileSync(path.join(process.argv[2], 'model.safetensors'));
console.log(JSON.stringify({ accuracy: Math.abs(bytes.readFloatLE(8 + Number(bytes.readBigUInt64LE(0)))) }));`;

describe('materialising an individual', () => {
  const place = path.join(workspaceFolder(), 'materialising');
  let run: string;

  before(async () => {
    writeModels(place, ['a', 'b', 'c'], { layers: 2, width: 8 });
    fs.writeFileSync(path.join(place, 'score.cjs'), SCORE);
    const file = path.join(place, 'evolve.experiment.yaml');
    const experiment = {
      kind: 'evolve',
      individuals: { type: 'checkpoints', models: ['./a', './b', './c'] },
      algorithm: { name: 'evolver' },
      generations: 1,
      evaluate: { type: 'command', command: ['node', 'score.cjs', '{model}'] },
      output: './evolved',
    };
    fs.writeFileSync(file, JSON.stringify(experiment));
    await vscode.commands.executeCommand('modelsmith.run', vscode.Uri.file(file));
    run = await waitFor('the result', async () => {
      const [found] = (await theApi()).runs.all.filter(({ record }) => record.experiment === file);
      return found?.status === 'succeeded' ? found.folder : undefined;
    });
  });

  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    fs.rmSync(place, { recursive: true, force: true });
    fs.rmSync(run, { recursive: true, force: true });
    await (await theApi()).runs.refresh();
  });

  /** Executes the command while a person answers, and returns what was shown. */
  async function execute(answer: Answer, individual?: number): Promise<readonly Shown[]> {
    const dialogs = new ScriptedDialogs(answer);
    try {
      await vscode.commands.executeCommand('modelsmith.materialise', run, individual);
    } finally {
      dialogs.restore();
    }
    return dialogs.shown;
  }

  it('asks which one and where to, and writes its model', async () => {
    const folder = path.join(place, 'second');
    const shown = await execute(({ how }) => (how === 'input' ? '1' : how === 'save' ? folder : undefined));
    assert.deepEqual(
      shown.map(({ how }) => how),
      ['input', 'save', 'information'],
    );
    assert.equal(path.basename(shown[1]?.detail ?? ''), 'individual-1');
    assert.match(shown[2]?.text ?? '', /^Individual 1 is written to /);
    assert.ok(fs.existsSync(path.join(folder, 'model.safetensors')));
    assert.ok(fs.existsSync(path.join(folder, 'config.json')));
  });

  it('asks only where to when the view says which one, and writes nothing when that is not said', async () => {
    const shown = await execute(() => undefined, 2);
    assert.deepEqual(
      shown.map(({ how }) => how),
      ['save'],
    );
  });

  it('says that there is no such individual, and that a folder is there already', async () => {
    const nowhere = path.join(place, 'nowhere');
    const unknown = await execute(({ how }) => (how === 'save' ? nowhere : undefined), 999);
    assert.match(unknown.at(-1)?.text ?? '', /999/);
    assert.equal(unknown.at(-1)?.how, 'error');
    assert.equal(fs.existsSync(nowhere), false);
    const there = path.join(place, 'a');
    const before = fs.readFileSync(path.join(there, 'model.safetensors'));
    const taken = await execute(({ how }) => (how === 'save' ? there : undefined), 1);
    assert.equal(taken.at(-1)?.how, 'error');
    assert.deepEqual(fs.readFileSync(path.join(there, 'model.safetensors')), before);
  });
});
