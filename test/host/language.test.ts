import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { waitFor } from '../fakes/wait-for.js';
import { theApi, workspaceFolder } from './support/the-api.js';

const GOOD = [
  'kind: merge',
  'merge_method: pcb',
  'base_model: ./models/base',
  'models: [{ model: ./models/math }]',
  'matrix: { parameters.ratio: [0.05, 0.1, 0.2] }',
  '',
].join('\n');
const MISTYPED = 'kind: merge\nmerge_method: tie\nbase_model: base\nmodels: [{ model: a }]\nsead: 1\n';

describe('editing an experiment', () => {
  const place = path.join(workspaceFolder(), 'editing');

  before(async () => {
    await theApi();
    fs.mkdirSync(path.join(place, 'models', 'base'), { recursive: true });
    fs.mkdirSync(path.join(place, 'models', 'math'));
  });

  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    fs.rmSync(place, { recursive: true, force: true });
  });

  async function open(name: string, text: string): Promise<vscode.TextDocument> {
    const file = path.join(place, name);
    fs.writeFileSync(file, text);
    const document = await vscode.workspace.openTextDocument(file);
    await vscode.window.showTextDocument(document);
    return document;
  }

  const problemsOf = (document: vscode.TextDocument): readonly vscode.Diagnostic[] =>
    vscode.languages.getDiagnostics(document.uri).filter(({ source }) => source === 'Modelsmith');

  async function waitForProblems(document: vscode.TextDocument, count: number): Promise<readonly vscode.Diagnostic[]> {
    return waitFor(`${String(count)} problems of ${path.basename(document.fileName)}`, () => {
      const problems = problemsOf(document);
      return problems.length === count ? problems : undefined;
    });
  }

  async function completions(document: vscode.TextDocument, position: vscode.Position): Promise<readonly string[]> {
    const list = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      document.uri,
      position,
    );
    return list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
  }

  it('knows the files by their language', async () => {
    assert.equal((await open('plain.experiment.yaml', GOOD)).languageId, 'modelsmith-experiment');
    assert.equal((await open('plain.experiment.yml', GOOD)).languageId, 'modelsmith-experiment');
    assert.equal((await open('plain.yaml', 'a: 1\n')).languageId, 'yaml');
  });

  it('marks what is wrong at its place, and unmarks it when it is corrected', async () => {
    const document = await open('wrong.experiment.yaml', MISTYPED);
    const problems = await waitForProblems(document, 2);
    assert.deepEqual(
      problems.map(({ range, code }) => [document.getText(range), code]),
      [
        ['tie', 'value-choice'],
        ['sead', 'key-unknown'],
      ],
    );
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), GOOD);
    await vscode.workspace.applyEdit(edit);
    await waitForProblems(document, 0);
  });

  it('offers to replace what was mistyped', async () => {
    const document = await open('fix.experiment.yaml', MISTYPED);
    const [method] = await waitForProblems(document, 2);
    assert.ok(method);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      method.range,
    );
    const action = actions.find(({ title }) => title === 'Replace with "ties"');
    assert.ok(action?.edit, actions.map(({ title }) => title).join('; '));
    await vscode.workspace.applyEdit(action.edit);
    assert.match(document.getText(), /merge_method: ties/);
  });

  it('shows how many runs a matrix makes, and a plan, above the text', async () => {
    const document = await open('lenses.experiment.yaml', GOOD);
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      document.uri,
    );
    assert.deepEqual(
      lenses.map(({ command, range }) => [command?.title, command?.command, range.start.line]),
      [
        ['▶ Run 3', 'modelsmith.run', 0],
        ['Plan', 'modelsmith.plan', 0],
      ],
    );
  });

  it('explains a key under the pointer', async () => {
    const document = await open('hover.experiment.yaml', GOOD);
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      document.positionAt(GOOD.indexOf('base_model') + 2),
    );
    const text = hovers
      .flatMap(({ contents }) => contents.map((one) => (one as vscode.MarkdownString).value))
      .join('\n');
    assert.match(text, /fine/);
    assert.match(text, /tuned/);
  });

  it('completes keys, methods and folders of models', async () => {
    const text = 'kind: merge\nmerge_method: \nbase_model: ./models/\n\n';
    const document = await open('complete.experiment.yaml', text);
    assert.ok((await completions(document, new vscode.Position(1, 14))).includes('ties'));
    assert.deepEqual(await completions(document, new vscode.Position(2, 21)), ['./models/base/', './models/math/']);
    const keys = await completions(document, new vscode.Position(3, 0));
    assert.ok(keys.includes('models') && keys.includes('output') && !keys.includes('kind'));
  });

  it('helps in mergekit files and leaves other YAML alone', async () => {
    const mergekit = await open('mergekit.yml', 'merge_method: tiess\nmodels: [{ model: a }]\n');
    await waitForProblems(mergekit, 1);
    const other = await open('other.yml', 'kind: Deployment\nmerge_method: no\n');
    assert.deepEqual(problemsOf(other), []);
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', other.uri);
    assert.deepEqual(lenses, []);
  });

  it('outlines an experiment', async () => {
    const document = await open('outline.experiment.yaml', GOOD);
    const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(
      'vscode.executeDocumentSymbolProvider',
      document.uri,
    );
    assert.deepEqual(
      symbols.map(({ name }) => name),
      ['kind', 'merge_method', 'base_model', 'models', 'matrix'],
    );
    assert.deepEqual(
      symbols[3]?.children.map(({ name }) => name),
      ['./models/math'],
    );
  });
});
