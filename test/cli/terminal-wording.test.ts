// What the terminal says where it is easily said wrong: twice, too early, or of something else.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { writeModels } from '../fakes/write-models.js';
import { BuiltCli } from './built-cli.js';

let cli: BuiltCli;
let folder: string;
before(async () => {
  folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'modelsmith-wording-')));
  cli = await BuiltCli.build(path.join(folder, 'program'));
  writeModels(folder, ['base', 'math'], { layers: 2, width: 8 });
});
after(() => {
  fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

const merge = (more: string): string =>
  `kind: merge\nmerge_method: ties\nbase_model: base\nmodels: [{ model: math }]\nparameters: { weight: 1, density: 0.5 }\n${more}`;

/** A workspace of its own, so that what is newest in it is known. */
function workspace(name: string, text: string): string {
  const root = path.join(folder, name);
  fs.mkdirSync(path.join(root, '.modelsmith'), { recursive: true });
  for (const model of ['base', 'math']) {
    fs.cpSync(path.join(folder, model), path.join(root, model), { recursive: true });
  }
  fs.writeFileSync(path.join(root, 'a.experiment.yaml'), text);
  return root;
}

describe('what the terminal says', () => {
  test('a warning of the plan is told once by a run', async () => {
    const root = workspace('warned', merge(''));
    // Another tokenizer in each: a warning of the plan that the run finds again.
    for (const [model, word] of [
      ['base', 'one'],
      ['math', 'two'],
    ] as const) {
      const tokenizer = { model: { type: 'BPE', vocab: { a: 0, [word]: 1 }, merges: [] }, added_tokens: [] };
      fs.writeFileSync(path.join(root, model, 'tokenizer.json'), JSON.stringify(tokenizer));
    }
    const { code, err } = await cli.run(root, ['run', 'a.experiment.yaml']);
    assert.equal(code, 0, err);
    assert.equal(err.match(/^warning /gm)?.length, 1, err);
  });

  test('show without a run shows the newest; a run that is done is not gone on with', async () => {
    const root = workspace('done', merge(''));
    await cli.run(root, ['run', 'a.experiment.yaml']);
    const shown = await cli.run(root, ['show']);
    assert.match(shown.out, /^status +succeeded$/m);
    const resumed = await cli.run(root, ['resume', 'latest']);
    assert.equal(resumed.code, 2);
    assert.match(resumed.err, /^error The run \S+ cannot be resumed; its status is: succeeded\.$/m);
    assert.doesNotMatch(resumed.err, /Going on/);
    const none = await cli.run(workspace('none', merge('')), ['show']);
    assert.match(none.err, /There is no run latest/);
  });

  test('a root that is not there has no list of runs', async () => {
    const { code, err } = await cli.run(folder, ['list', '--root', path.join(folder, 'nowhere')]);
    assert.equal(code, 2);
    assert.match(err, /nowhere does not exist/);
  });

  test('the help of list shows no default that nobody wrote', async () => {
    const { out } = await cli.run(folder, ['list', '--help']);
    assert.doesNotMatch(out, /\[\]/);
  });

  test('an experiment that is not UTF-8 is refused at the byte', async () => {
    const text = Buffer.concat([
      Buffer.from('kind: merge\nname: "gr\u00fcn '),
      Buffer.from([0xfc]),
      Buffer.from('"\n'),
    ]);
    fs.writeFileSync(path.join(folder, 'latin.yaml'), text);
    for (const command of ['validate', 'plan', 'run']) {
      const { code, err } = await cli.run(folder, [command, 'latin.yaml']);
      assert.equal(code, 2);
      assert.match(err, new RegExp(`byte ${String(text.indexOf(0xfc) + 1)} belongs to no character`));
    }
  });

  test('going on is offered after a failure that may pass, and not after one that comes again', async () => {
    const root = workspace('failing', merge('output: ./merged\n'));
    const model = path.join(root, 'math', 'model.safetensors');
    const bytes = fs.readFileSync(model);
    // The last value of the last tensor becomes infinite.
    bytes.writeFloatLE(Number.POSITIVE_INFINITY, bytes.length - 4);
    fs.writeFileSync(model, bytes);
    const { code, err } = await cli.run(root, ['run', 'a.experiment.yaml']);
    assert.equal(code, 1, err);
    assert.match(err, /values that are not finite; NaN: \d+, infinite: \d+\./);
    assert.doesNotMatch(err, /To go on/);
  });

  test('a model that is a text file is told as what it is', async () => {
    const { err } = await cli.run(folder, ['inspect', 'base/config.json']);
    assert.match(err, /base\/config\.json is not a safetensors file\./);
  });
});
