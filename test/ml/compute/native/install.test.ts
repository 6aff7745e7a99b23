import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { strToU8, zipSync } from 'fflate';
import { ModelsmithError } from '../../../../src/base/errors.js';
import { RELEASE, RUNTIME_FILE } from '../../../../src/ml/compute/native/find-runtime.js';
import { downloadFile } from '../../../../src/ml/compute/native/install/download-file.js';
import { extractZip } from '../../../../src/ml/compute/native/install/extract-zip.js';
import { installRuntime } from '../../../../src/ml/compute/native/install/install-runtime.js';
import type { InstallContext, InstallPhase } from '../../../../src/ml/compute/native/install/installation.js';
import { libraryFromArchive } from '../../../../src/ml/compute/native/install/library-from-archive.js';
import { runTool } from '../../../../src/ml/compute/native/install/run-tool.js';
import { probeBackend } from '../../../../src/ml/compute/native/probe-backend.js';
import { runtimeFolders, testedBackends } from '../../../rig/backends.js';

const { signal } = new AbortController();
const watch = (): InstallContext & { readonly told: readonly [InstallPhase, number, number][] } => {
  const told: [InstallPhase, number, number][] = [];
  return { signal, told, onProgress: (phase, done, total) => told.push([phase, done, total]) };
};
const hasCode = (code: string) => (thrown: unknown) =>
  thrown instanceof ModelsmithError && thrown.problems[0].code === code;

describe("the installation of TensorFlow's library", () => {
  let folder = '';
  let address = '';
  let archive = Buffer.alloc(0);
  const server = createServer((request, response) => {
    if (request.url === '/library.tar.gz') {
      response.writeHead(200, { 'content-length': archive.length }).end(archive);
    } else if (request.url === '/endless') {
      response.writeHead(200).write('a beginning');
    } else {
      response.writeHead(404).end();
    }
  });

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'modelsmith-install-'));
    const made = path.join(folder, 'made');
    mkdirSync(path.join(made, 'lib'), { recursive: true });
    mkdirSync(path.join(made, 'include', 'tensorflow', 'c'), { recursive: true });
    writeFileSync(path.join(made, 'lib', 'libtensorflow.so.2'), 'the library');
    writeFileSync(path.join(made, 'lib', 'libtensorflow.so.2.9.1'), 'the library');
    writeFileSync(path.join(made, 'lib', 'libtensorflow_framework.so.2'), 'the other library');
    writeFileSync(path.join(made, 'include', 'tensorflow', 'c', 'c_api.h'), '// headers');
    execFileSync('tar', ['-czf', path.join(folder, 'library.tar.gz'), '-C', made, '.']);
    archive = readFileSync(path.join(folder, 'library.tar.gz'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    address = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true });
  });
  const scratch = (): string => mkdtempSync(path.join(folder, 'scratch-'));

  it('takes libraries and headers out of a published archive, and tells how the download goes', async () => {
    const target = scratch();
    const context = watch();
    const sha256 = createHash('sha256').update(archive).digest('hex');
    const source = { url: `${address}/library.tar.gz`, sha256, version: '2.9.1' };
    const library = await libraryFromArchive(source, target, { scratch: scratch(), context });
    assert.deepEqual([...library.libraries].sort(), ['libtensorflow.so.2', 'libtensorflow_framework.so.2']);
    assert.deepEqual(readdirSync(target).sort(), ['libtensorflow.so.2', 'libtensorflow_framework.so.2']);
    assert.equal(readFileSync(path.join(library.headers, 'tensorflow', 'c', 'c_api.h'), 'utf8'), '// headers');
    const downloads = context.told.filter(([phase]) => phase === 'download');
    assert.deepEqual(downloads.at(-1), ['download', archive.length, archive.length]);
  });

  it('uses nothing of an archive whose checksum differs', async () => {
    const target = scratch();
    const source = { url: `${address}/library.tar.gz`, sha256: '0'.repeat(64), version: '2.9.1' };
    await assert.rejects(
      libraryFromArchive(source, target, { scratch: scratch(), context: watch() }),
      hasCode('runtime-checksum'),
    );
    assert.deepEqual(readdirSync(target), []);
  });

  it('says that a download is not there, or that nobody answers', async () => {
    const file = path.join(scratch(), 'file');
    await assert.rejects(downloadFile(`${address}/no-such-file`, file, watch()), hasCode('runtime-download'));
    await assert.rejects(downloadFile('http://127.0.0.1:1/', file, watch()), hasCode('runtime-download'));
  });

  it('ends a download that is cancelled with the reason of the cancellation', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const context: InstallContext = {
      signal: controller.signal,
      onProgress: () => {
        controller.abort(reason);
      },
    };
    await assert.rejects(downloadFile(`${address}/endless`, path.join(scratch(), 'file'), context), reason);
  });

  it('extracts the entries of a ZIP archive that are wanted, compressed or not', async () => {
    const target = scratch();
    const text = 'a header '.repeat(1000);
    const zip = path.join(target, 'archive.zip');
    const stored = [strToU8('stored'), { level: 0 }] as const;
    writeFileSync(zip, zipSync({ 'a/deep.h': strToU8(text), 'a/stored.h': [...stored], 'b/other': strToU8('no') }));
    await extractZip(zip, path.join(target, 'out'), {
      target: (entry) => (entry.startsWith('a/') ? entry : undefined),
      signal,
    });
    assert.equal(readFileSync(path.join(target, 'out', 'a', 'deep.h'), 'utf8'), text);
    assert.equal(readFileSync(path.join(target, 'out', 'a', 'stored.h'), 'utf8'), 'stored');
    assert.ok(!existsSync(path.join(target, 'out', 'b')));
  });

  it('refuses what is no ZIP archive', async () => {
    const file = path.join(scratch(), 'archive.zip');
    writeFileSync(file, 'not an archive');
    await assert.rejects(extractZip(file, folder, { target: () => undefined, signal }), hasCode('runtime-archive'));
  });

  it('names a program that is missing, and tells the last words of one that fails', async () => {
    const options = { folder, signal };
    await assert.rejects(runTool('modelsmith-no-such-program', [], options), hasCode('runtime-tool-missing'));
    await assert.rejects(
      runTool(process.execPath, ['-e', 'console.error("it broke"); process.exit(3)'], options),
      (thrown) =>
        thrown instanceof ModelsmithError &&
        thrown.problems[0].code === 'runtime-tool-failed' &&
        thrown.problems[0].arguments.output === 'it broke',
    );
  });

  it('leaves nothing behind when it is cancelled', async () => {
    const target = path.join(scratch(), 'runtime');
    const controller = new AbortController();
    const reason = new Error('enough');
    const sources = { binding: folder, nodeHeaders: folder };
    controller.abort(reason);
    await assert.rejects(
      installRuntime(target, { sources, signal: controller.signal, onProgress: () => undefined }),
      reason,
    );
    assert.deepEqual(readdirSync(path.dirname(target)), []);
  });

  it('installs nothing where it is there already', { skip: !testedBackends().includes('native') }, async () => {
    const context = watch();
    const [installed = ''] = runtimeFolders;
    const version = await installRuntime(installed, { ...context, sources: { binding: '', nodeHeaders: '' } });
    assert.match(version, /^\d+\.\d+\.\d+/);
    assert.deepEqual(context.told, []);
    const probed = await probeBackend({ runtimeFolders, signal });
    assert.deepEqual([probed.name, probed.version, probed.reason], ['native', version, 'fastest']);
  });

  it('is found to be damaged by a process of its own', async () => {
    const damaged = scratch();
    writeFileSync(path.join(damaged, 'broken.node'), 'not a library');
    writeFileSync(path.join(damaged, RUNTIME_FILE), JSON.stringify({ release: RELEASE, addon: 'broken.node' }));
    const probed = await probeBackend({ runtimeFolders: [damaged], signal });
    assert.deepEqual([probed.name, probed.reason], ['wasm', 'native-unloadable']);
    assert.match(probed.detail, /broken\.node/);
  });
});
