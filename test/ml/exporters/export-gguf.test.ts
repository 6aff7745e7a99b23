import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { test } from 'node:test';
import { exportGguf, type GgufRequest } from '../../../src/ml/exporters/export-gguf.js';
import { temporaryFolder } from '../../fakes/temporary-folder.js';
import { throwsProblem } from '../../fakes/throws-problem.js';
import { waitFor } from '../../fakes/wait-for.js';

/** A converter in place of llama.cpp's: `body` has `model`, `outfile`, `outtype`. Started by a python that is Node. */
async function workplace(body: string): Promise<{
  readonly folder: string;
  readonly request: (changes?: Partial<GgufRequest>) => GgufRequest;
}> {
  const folder = await temporaryFolder();
  const model = path.join(folder, 'model; rm -rf $HOME');
  await fs.mkdir(model);
  await fs.writeFile(path.join(model, 'config.json'), '{}');
  const tools = path.join(folder, 'tools');
  await fs.mkdir(tools);
  const script = `const fs = require('node:fs');
const [model, , outfile, , outtype] = process.argv.slice(2);
${body}`;
  await fs.writeFile(path.join(tools, 'convert_hf_to_gguf.py'), script);
  await fs.symlink(process.execPath, path.join(tools, process.platform === 'win32' ? 'python.exe' : 'python3'));
  const request = (changes: Partial<GgufRequest> = {}): GgufRequest => ({
    model,
    output: path.join(folder, 'out', 'model.gguf'),
    overwrite: false,
    converter: undefined,
    outtype: 'q8_0',
    environment: { PATH: tools, HF_TOKEN: 'hf_secret' },
    signal: new AbortController().signal,
    onProgress: () => undefined,
    ...changes,
  });
  return { folder, request };
}

const WRITES = `
process.stderr.write('Writing:  50%|#####     |\\r');
fs.writeFileSync(outfile, 'GGUF' + JSON.stringify({ model, outtype, token: process.env.HF_TOKEN ?? null }));
process.stderr.write('Writing: 100%|##########|\\n');`;

test('finds the converter on the PATH, runs it without a shell and names the file when it is whole', async () => {
  const { request, folder } = await workplace(WRITES);
  const told: number[] = [];
  const { file, bytes } = await exportGguf(request({ onProgress: (done) => told.push(done) }));
  const content = await fs.readFile(file, 'utf8');
  assert.equal(bytes, content.length);
  const { model, outtype, token } = JSON.parse(content.slice(4)) as Record<string, unknown>;
  assert.deepEqual([model, outtype, token], [path.join(folder, 'model; rm -rf $HOME'), 'q8_0', null]);
  assert.deepEqual([told.at(-1), await fs.readdir(path.dirname(file))], [100, ['model.gguf']]);
});

test('takes the converter that is named, by its file or its folder, and that of LLAMA_CPP', async () => {
  const { request, folder } = await workplace(WRITES);
  const tools = path.join(folder, 'tools');
  const elsewhere = path.join(folder, 'llama');
  await fs.mkdir(elsewhere);
  await fs.rename(path.join(tools, 'convert_hf_to_gguf.py'), path.join(elsewhere, 'convert_hf_to_gguf.py'));
  for (const changes of [
    { converter: elsewhere },
    { converter: path.join(elsewhere, 'convert_hf_to_gguf.py') },
    { environment: { PATH: tools, LLAMA_CPP: elsewhere } },
  ]) {
    await exportGguf(request({ ...changes, overwrite: true }));
  }
  const missing = await throwsProblem('export-converter-missing', exportGguf(request({ overwrite: true })));
  assert.equal(missing.arguments.named, '');
  const named = await throwsProblem(
    'export-converter-missing',
    exportGguf(request({ converter: '/nowhere', overwrite: true })),
  );
  assert.equal(named.arguments.named, '/nowhere');
});

test('a converter that fails, or writes something else, leaves nothing and is told with what it said', async () => {
  const failing = await workplace(
    `fs.writeFileSync(outfile, 'GGUF'); console.error('unknown architecture'); process.exit(3);`,
  );
  const failed = await throwsProblem('export-failed', exportGguf(failing.request()));
  assert.deepEqual([failed.arguments.code, failed.arguments.output], ['3', 'unknown architecture']);
  assert.deepEqual(await fs.readdir(path.join(failing.folder, 'out')), []);
  const lying = await workplace(`fs.writeFileSync(outfile, 'hello');`);
  await throwsProblem('export-no-file', exportGguf(lying.request()));
  const lazy = await workplace('');
  await throwsProblem('export-no-file', exportGguf(lazy.request()));
  assert.deepEqual(await fs.readdir(path.join(lazy.folder, 'out')), []);
});

test('a file that is there is kept unless it may be replaced, and kept when the converter fails', async () => {
  const { request, folder } = await workplace('process.exit(1);');
  const { output } = request();
  await fs.mkdir(path.join(folder, 'out'));
  await fs.writeFile(output, 'old');
  await throwsProblem('output-exists', exportGguf(request()));
  await throwsProblem('export-failed', exportGguf(request({ overwrite: true })));
  assert.equal(await fs.readFile(output, 'utf8'), 'old');
});

test('cancelling ends the converter and removes what it has written', async () => {
  const { request, folder } = await workplace(`fs.writeFileSync(outfile, 'GGUF'); setInterval(() => undefined, 1000);`);
  const controller = new AbortController();
  const exporting = exportGguf(request({ signal: controller.signal })).catch((thrown: unknown) => thrown);
  await waitFor('the converter', async () => (await fs.readdir(path.join(folder, 'out')).catch(() => [])).length > 0);
  controller.abort();
  const thrown = await exporting;
  assert.equal(thrown instanceof Error && thrown.name, 'AbortError');
  assert.deepEqual(await fs.readdir(path.join(folder, 'out')), []);
});

test('what is no model or no number format is told before the converter is looked for', async () => {
  const { request, folder } = await workplace(WRITES);
  await throwsProblem('export-outtype', exportGguf(request({ outtype: '--verbose' })));
  await throwsProblem('checkpoint-missing', exportGguf(request({ model: path.join(folder, 'none') })));
});
