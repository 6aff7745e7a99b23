import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { HubServer, sha256Of } from '../fakes/hub-server.js';
import { waitFor } from '../fakes/wait-for.js';
import { writeModels } from '../fakes/write-models.js';
import { ScriptedDialogs, type Answer, type Shown } from './support/scripted-dialogs.js';
import { theApi, workspaceFolder } from './support/the-api.js';

const TOKEN = 'hf_verysecretindeed';

let server: HubServer;
// Of all host tests, before any worker is started: none goes to a hub outside, or finds a converter on this machine.
before(async () => {
  server = await HubServer.start();
  server.faults.token = TOKEN;
  process.env['HF_ENDPOINT'] = server.endpoint;
  process.env['LLAMA_CPP'] = path.join(workspaceFolder(), 'no-llama');
});
after(async () => server.close());

describe('sharing a result', () => {
  const place = path.join(workspaceFolder(), 'sharing');
  const merged = path.join(place, 'merged');
  let run: string;

  before(async () => {
    writeModels(place, ['base', 'math'], { layers: 2, width: 8 });
    const file = path.join(place, 'shared.experiment.yaml');
    const lines = ['kind: merge', 'merge_method: linear', 'models: [{ model: ./base }, { model: ./math }]'];
    fs.writeFileSync(file, [...lines, 'parameters: { weight: 1 }', 'output: ./merged', ''].join('\n'));
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

  beforeEach(() => {
    server.exists = false;
    server.files.clear();
    server.requests.length = 0;
    server.commits.length = 0;
  });

  /** Executes a command while a person answers, and returns what was shown. */
  async function execute(command: string, answer: Answer, target?: string): Promise<readonly Shown[]> {
    const dialogs = new ScriptedDialogs(answer);
    try {
      await vscode.commands.executeCommand(command, target);
    } finally {
      dialogs.restore();
    }
    return dialogs.shown;
  }

  const setToken = async (token: string): Promise<readonly Shown[]> =>
    execute('modelsmith.setHubToken', ({ how }) => (how === 'input' ? token : undefined));

  /** Answers a push up to its confirmation, and that by `last`. */
  const pushing =
    (last: Answer): Answer =>
    (shown) => {
      switch (shown.how) {
        case 'input':
          return shown.detail.includes('owner') ? server.repo : last(shown);
        case 'pick':
          return shown.buttons.find((label) => label.startsWith('Private'));
        default:
          return last(shown);
      }
    };

  it('shows what would go where without a token, and sends nothing when closed', async () => {
    await setToken('');
    const shown = await execute(
      'modelsmith.push',
      pushing(() => undefined),
      run,
    );
    const [confirmation, ...others] = shown.filter(({ how }) => how === 'warning');
    assert.ok(confirmation !== undefined && others.length === 0);
    assert.match(confirmation.text, new RegExp(`go into ${server.repo} at ${server.endpoint}; .*private`));
    assert.match(confirmation.detail, /model\.safetensors \(/);
    assert.deepEqual(confirmation.buttons, ['Set token…']);
    assert.ok(server.requests.every(({ method }) => method === 'GET'));
    assert.equal(server.commits.length, 0);
  });

  it('asks for the token in place, and then for the confirmation', async () => {
    await setToken('');
    const shown = await execute(
      'modelsmith.push',
      pushing(({ how, buttons }) => (how === 'input' ? TOKEN : buttons[0] === 'Set token…' ? buttons[0] : undefined)),
      run,
    );
    const warnings = shown.filter(({ how }) => how === 'warning');
    assert.deepEqual(
      warnings.map(({ buttons }) => buttons),
      [['Set token…'], ['Push']],
    );
    assert.match(warnings[1]?.text ?? '', /into the new private model/);
    assert.equal(server.commits.length, 0);
  });

  it('pushes with the token of the secret storage once it is confirmed', async () => {
    await setToken(TOKEN);
    const shown = await execute(
      'modelsmith.push',
      pushing(({ buttons }) => (buttons[0] === 'Push' ? 'Push' : undefined)),
      run,
    );
    assert.equal(server.created?.['visibility'], 'private');
    assert.equal(server.commits.length, 1);
    const weights = fs.readFileSync(path.join(merged, 'model.safetensors'));
    assert.deepEqual(server.objects.get(sha256Of(weights)), weights);
    assert.equal(shown.at(-1)?.how, 'information');
    assert.ok(shown.at(-1)?.text.includes(server.repo));
    assert.ok(!JSON.stringify(shown).includes(TOKEN));
  });

  it('does nothing when the name of the repository is not given', async () => {
    await execute('modelsmith.push', () => undefined, run);
    assert.equal(server.requests.length, 0);
  });

  it('names the converter that an export lacks, and writes nothing', async () => {
    const file = path.join(place, 'model.gguf');
    const converter = path.join(place, 'nowhere.py');
    const settings = vscode.workspace.getConfiguration('modelsmith');
    // The setting names a program: a folder that is opened must not bring it.
    await settings.update('gguf.converter', converter, vscode.ConfigurationTarget.Global);
    try {
      const shown = await execute(
        'modelsmith.exportGguf',
        ({ how }) => (how === 'pick' ? 'f16' : how === 'save' ? file : undefined),
        run,
      );
      const told = shown.find(({ how }) => how === 'error');
      assert.ok(told?.text.includes('llama.cpp') && told.text.includes(converter), told?.text);
      assert.equal(fs.existsSync(file), false);
    } finally {
      await settings.update('gguf.converter', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('exports nothing when the number format or the file is not chosen', async () => {
    for (const answers of [{}, { pick: 'f16' }] as Readonly<Partial<Record<Shown['how'], string>>>[]) {
      const shown = await execute('modelsmith.exportGguf', ({ how }) => answers[how], run);
      assert.equal(shown.length, Object.keys(answers).length + 1);
      assert.ok(shown.every(({ how }) => how !== 'error'));
    }
  });
});

describe('installing TensorFlow', () => {
  it('leaves nothing behind, and says nothing, when it is cancelled at once', async () => {
    await theApi();
    const folder = process.env['MODELSMITH_TENSORFLOW'] ?? '';
    assert.notEqual(folder, '');
    const original = vscode.window.withProgress;
    const cancelled = new vscode.CancellationTokenSource();
    cancelled.cancel();
    const dialogs = new ScriptedDialogs(() => undefined);
    Object.defineProperty(vscode.window, 'withProgress', {
      configurable: true,
      writable: true,
      value: (_options: unknown, task: (progress: object, token: vscode.CancellationToken) => unknown) =>
        task({ report: () => undefined }, cancelled.token),
    });
    try {
      await vscode.commands.executeCommand('modelsmith.installTensorflow');
    } finally {
      Object.defineProperty(vscode.window, 'withProgress', { value: original, configurable: true, writable: true });
      dialogs.restore();
    }
    assert.deepEqual(dialogs.shown, []);
    const left = (): readonly string[] =>
      fs.existsSync(path.dirname(folder))
        ? fs.readdirSync(path.dirname(folder)).filter((name) => name.startsWith(path.basename(folder)))
        : [];
    await waitFor('an empty place', () => left().length === 0);
  });
});
