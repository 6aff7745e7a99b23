// The command as a person uses it, on models of a hub; the hub is on loopback.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { after, before, test } from 'node:test';
import { HubServer, sha256Of } from '../fakes/hub-server.js';
import { safetensorsBytes } from '../fakes/safetensors-bytes.js';
import { temporaryFolder } from '../fakes/temporary-folder.js';
import { waitFor } from '../fakes/wait-for.js';
import { writeModels } from '../fakes/write-models.js';
import { BuiltCli, outcomeOf } from './built-cli.js';

const TOKEN = 'hf_verysecretindeed';
const size = { layers: 3, width: 64 };

let cli: BuiltCli;
let home: string;

before(async () => {
  home = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'modelsmith-hub-')));
  cli = await BuiltCli.build(path.join(home, 'program'));
});

after(() => {
  fs.rmSync(home, { recursive: true, force: true, maxRetries: 5 });
});

/** A folder with a base and one task; the other task is the model of the hub. */
async function workspace(text = EXPERIMENT): Promise<{
  readonly server: HubServer;
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
}> {
  const server = await HubServer.start();
  after(() => server.close());
  const folder = await temporaryFolder();
  writeModels(folder, ['base', 'code', 'math'], size);
  server.put('config.json', fs.readFileSync(path.join(folder, 'math', 'config.json')));
  server.put('tokenizer_config.json', '{}');
  server.put('model.safetensors', fs.readFileSync(path.join(folder, 'math', 'model.safetensors')), true);
  server.faults.token = TOKEN;
  fs.writeFileSync(path.join(folder, 'm.experiment.yaml'), text);
  const environment = {
    HF_ENDPOINT: server.endpoint,
    HF_HUB_CACHE: path.join(folder, 'cache'),
    HF_TOKEN: TOKEN,
    HF_HUB_OFFLINE: '',
  };
  return { server, folder, environment };
}

const EXPERIMENT = `kind: merge
merge_method: task_arithmetic
base_model: ./base
models:
  - { model: someone/model, parameters: { weight: 0.5 } }
  - { model: ./code, parameters: { weight: 0.5 } }
output: ./merged
`;

function filesBelow(folder: string): readonly string[] {
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .flatMap((entry) => (entry.isFile() ? [path.join(entry.parentPath, entry.name)] : []));
}

test('a plan of a model of a hub reads its header only, and tells what will be downloaded', async () => {
  const { server, folder, environment } = await workspace();
  const { code, out } = await cli.run(folder, ['plan', 'm.experiment.yaml', '--json'], environment);
  assert.equal(code, 0, out);
  const { plans } = JSON.parse(out) as { plans: { figures: { name: string; value: number }[]; inputs: string[] }[] };
  const bytes = [...server.files.values()].reduce((sum, { content }) => sum + content.length, 0);
  assert.equal(plans[0]?.figures.find(({ name }) => name === 'download')?.value, bytes);
  assert.ok(plans[0].inputs.some((input) => input.endsWith(path.join(server.commit, 'model.safetensors'))));
  assert.ok(server.downloadsOf('model.safetensors').every(({ range }) => range !== undefined));
  assert.ok(!fs.existsSync(path.join(folder, 'cache', 'models--someone--model')));
});

test('a run downloads the model, merges it as if it were a folder, and keeps to the commit', async () => {
  const { server, folder, environment } = await workspace();
  const first = await cli.run(folder, ['run', 'm.experiment.yaml'], environment);
  assert.equal(first.code, 0, first.out + first.err);
  assert.match(first.err, /downloading models/);
  const local = EXPERIMENT.replace('someone/model', './math').replace('./merged', './merged-local');
  fs.writeFileSync(path.join(folder, 'l.experiment.yaml'), local);
  assert.equal((await cli.run(folder, ['run', 'l.experiment.yaml'], environment)).code, 0);
  const merged = (name: string): Buffer => fs.readFileSync(path.join(folder, name, 'model.safetensors'));
  assert.deepEqual(merged('merged'), merged('merged-local'));

  const [id = ''] = fs.readdirSync(path.join(folder, '.modelsmith', 'runs')).sort();
  const record = JSON.parse(fs.readFileSync(path.join(folder, '.modelsmith', 'runs', id, 'run.json'), 'utf8')) as {
    models: { commit: string }[];
    inputs: { path: string; digest: string; digestKind: string }[];
  };
  assert.equal(record.models[0]?.commit, server.commit);
  const content = server.files.get('model.safetensors')?.content ?? new Uint8Array();
  const input = record.inputs.find((one) => one.path.includes('models--someone--model'));
  assert.deepEqual([input?.digestKind, input?.digest], ['sha256', sha256Of(content)]);

  const card = fs.readFileSync(path.join(folder, 'merged', 'README.md'), 'utf8');
  assert.ok(card.includes(`| \`someone/model\` | \`${server.commit}\` |`), card);
  const requests = server.requests.length;
  fs.rmSync(path.join(folder, 'merged'), { recursive: true });
  assert.equal((await cli.run(folder, ['run', 'm.experiment.yaml'], environment)).code, 0);
  assert.equal(server.requests.length, requests);
  for (const file of filesBelow(folder)) {
    assert.ok(!fs.readFileSync(file).includes(TOKEN), file);
  }
});

test('a training goes on from a model of the hub as from a folder, and its plan tells the download', async () => {
  const training = (model: string, output: string): string =>
    `kind: train\nmodel: ${model}\ndata: { train: { format: glyphs, examples: 60 } }\nsteps: 3\nbatch_size: 8\noutput: ${output}\n`;
  const { server, folder, environment } = await workspace(training('someone/model', './trained'));
  const weights = safetensorsBytes(
    new Map([
      ['fc.weight', { dtype: 'F32', shape: [10, 64], data: Float32Array.from({ length: 640 }, (_, i) => i / 1e4) }],
      ['fc.bias', { dtype: 'F32', shape: [10], data: new Float32Array(10) }],
    ]),
  );
  const config = { type: 'mlp', hidden: [], image: { height: 8, width: 8, channels: 1 }, classes: 10 };
  server.files.clear();
  server.put('config.json', JSON.stringify(config));
  server.put('model.safetensors', weights, true);
  // A model may have weights that nobody reads.
  server.put('other.safetensors', weights, true);
  const planned = await cli.run(folder, ['plan', 'm.experiment.yaml', '--json'], environment);
  assert.equal(planned.code, 0, planned.out);
  const { plans } = JSON.parse(planned.out) as { plans: { figures: { name: string; value: number }[] }[] };
  const download = plans[0]?.figures.find(({ name }) => name === 'download')?.value;
  assert.equal(download, weights.length + JSON.stringify(config).length);

  const first = await cli.run(folder, ['run', 'm.experiment.yaml'], environment);
  assert.equal(first.code, 0, first.out + first.err);
  assert.match(first.err, /downloading models/);
  const local = path.join(folder, 'local');
  fs.mkdirSync(local);
  fs.writeFileSync(path.join(local, 'config.json'), JSON.stringify(config));
  fs.writeFileSync(path.join(local, 'model.safetensors'), weights);
  fs.writeFileSync(path.join(folder, 'l.experiment.yaml'), training('./local', './trained-local'));
  assert.equal((await cli.run(folder, ['run', 'l.experiment.yaml'], environment)).code, 0);
  const trained = (name: string): Buffer => fs.readFileSync(path.join(folder, name, 'model.safetensors'));
  assert.deepEqual(trained('trained'), trained('trained-local'));
  assert.notDeepEqual(trained('trained'), Buffer.from(weights));
});

test('inspect lists a model of a hub from its headers alone, a folder of the name first', async () => {
  const { server, folder, environment } = await workspace();
  const remote = await cli.run(folder, ['inspect', 'someone/model', '--json'], environment);
  assert.equal(remote.code, 0, remote.err);
  const local = await cli.run(folder, ['inspect', './math', '--json'], environment);
  const tensorsOf = ({ out }: { readonly out: string }): unknown =>
    (JSON.parse(out) as { readonly tensors: unknown }).tensors;
  assert.deepEqual(tensorsOf(remote), tensorsOf(local));
  assert.ok(server.downloadsOf('model.safetensors').every(({ range }) => range !== undefined));
  const requests = server.requests.length;
  fs.cpSync(path.join(folder, 'math'), path.join(folder, 'someone', 'model'), { recursive: true });
  assert.equal((await cli.run(folder, ['inspect', 'someone/model'], environment)).code, 0);
  assert.equal(server.requests.length, requests);
  const missing = await cli.run(folder, ['inspect', 'nobody/nothing'], environment);
  assert.equal(missing.code, 2);
  assert.match(missing.err, /no folder nobody\/nothing here, and no model of that name at http:/);
});

test('a run in the background has the token, too', async () => {
  const { folder, environment } = await workspace();
  const started = await cli.run(folder, ['run', 'm.experiment.yaml', '--background'], environment);
  assert.equal(started.code, 0, started.err);
  await waitFor('the result', () => fs.existsSync(path.join(folder, 'merged', 'model.safetensors')));
});

test('a folder of the name goes before the hub, and without either both are named', async () => {
  const { server, folder, environment } = await workspace();
  fs.cpSync(path.join(folder, 'math'), path.join(folder, 'someone', 'model'), { recursive: true });
  assert.equal((await cli.run(folder, ['run', 'm.experiment.yaml'], environment)).code, 0);
  assert.equal(server.requests.length, 0);

  const other = await workspace(EXPERIMENT.replace('someone/model', 'nobody/nothing'));
  const missing = await cli.run(other.folder, ['plan', 'm.experiment.yaml'], other.environment);
  assert.equal(missing.code, 2);
  assert.match(missing.err, /no folder nobody\/nothing here, and no model of that name at http:/);
  const offline = await cli.run(other.folder, ['plan', 'm.experiment.yaml'], {
    ...other.environment,
    HF_HUB_OFFLINE: '1',
  });
  assert.equal(offline.code, 2);
  assert.match(offline.err, /HF_HUB_OFFLINE/);
});

test('a download that is killed goes on where it was, with the same command', async () => {
  const { server, folder, environment } = await workspace();
  const large = safetensorsBytes(
    new Map(
      Array.from({ length: size.layers }, (_, layer) => [
        `model.layers.${String(layer)}.mlp.up_proj.weight`,
        { dtype: 'F32', shape: [size.width, size.width], data: new Float32Array(size.width ** 2).fill(layer) },
      ]),
    ),
  );
  server.put('model.safetensors', large, true);
  server.faults.stalls.push(20_000);
  const child = cli.start(folder, ['run', 'm.experiment.yaml'], environment);
  const blobs = path.join(folder, 'cache', 'models--someone--model', 'blobs');
  const partial = path.join(blobs, `${sha256Of(large)}.incomplete`);
  await waitFor('a part of the model', () => fs.existsSync(partial) && fs.statSync(partial).size >= 20_000);
  child.kill('SIGKILL');
  await outcomeOf(child);
  const before = server.downloadsOf('model.safetensors').length;
  const { code, out, err } = await cli.run(folder, ['run', 'm.experiment.yaml'], environment);
  assert.equal(code, 0, out + err);
  const later = server.downloadsOf('model.safetensors').slice(before);
  assert.ok(
    later.every(({ range }) => range !== undefined),
    JSON.stringify(later),
  );
});

test('push tells what would be sent, and sends it with --yes; a run may be named by its experiment', async () => {
  const { server, folder, environment } = await workspace();
  server.put('tokenizer_config.json', '{}');
  assert.equal((await cli.run(folder, ['run', 'm.experiment.yaml'], environment)).code, 0);
  server.files.clear();
  server.exists = false;
  const told = await cli.run(folder, ['push', 'm', 'someone/model'], environment);
  assert.equal(told.code, 0, told.err);
  assert.match(told.out, /model\.safetensors .*new/);
  assert.match(told.out, /new private model someone\/model at http:/);
  assert.equal(server.commits.length, 0);
  const withoutToken = { ...environment, HF_TOKEN: '', HF_HOME: folder };
  const unseen = await cli.run(folder, ['push', 'm', 'someone/model'], withoutToken);
  assert.equal(unseen.code, 0, unseen.err);
  assert.match(unseen.out, /model\.safetensors .*new/);
  assert.match(unseen.err, /There is no token for http:/);
  assert.notEqual((await cli.run(folder, ['push', 'm', 'someone/model', '--yes'], withoutToken)).code, 0);
  const sent = await cli.run(folder, ['push', './merged', 'someone/model', '--public', '--yes', '--json'], environment);
  assert.equal(sent.code, 0, sent.err);
  assert.equal(server.created?.['visibility'], 'public');
  assert.equal(server.commits.length, 1);
  assert.ok(!`${told.out}${told.err}${sent.out}${sent.err}`.includes(TOKEN));
});

test('export says what to install where the converter is missing', async () => {
  const { folder, environment } = await workspace();
  const bare = { ...environment, PATH: folder, LLAMA_CPP: '' };
  const { code, err } = await cli.run(folder, ['export', './math', '--outtype', 'f16'], bare);
  assert.notEqual(code, 0);
  assert.match(err, /convert_hf_to_gguf\.py/);
  assert.match(err, /pip install -r requirements\.txt/);
});
