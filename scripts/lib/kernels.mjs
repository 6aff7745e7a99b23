// Compiles the AssemblyScript kernels to WebAssembly, and hands them to esbuild wherever `simd-kernels.wasm` is imported.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { root } from './root.mjs';

const folder = path.join('src', 'ml', 'tensors', 'kernels', 'assembly');
/** No runtime: the kernels allocate nothing and can't fail; the memory is the caller's. */
const options = ['-O3', '--noAssert', '--runtime', 'stub', '--use', 'abort=', '--importMemory', '--enable', 'simd'];

/** A file of the compiler's package. @param {readonly string[]} file */
const compiler = (...file) => path.join(root, 'node_modules', 'assemblyscript', ...file);

/** The module as bytes; compiled anew only when a source, the compiler or its options have changed. */
function compileKernels() {
  const sources = fs
    .readdirSync(path.join(root, folder))
    .filter((file) => file.endsWith('.ts'))
    .sort();
  const hash = createHash('sha256').update(JSON.stringify([options, compilerVersion()]));
  for (const file of sources) {
    hash.update(`${file}\n`).update(fs.readFileSync(path.join(root, folder, file)));
  }
  const cached = path.join(root, '.cache', 'kernels', `${hash.digest('hex').slice(0, 16)}.wasm`);
  if (!fs.existsSync(cached)) {
    fs.mkdirSync(path.dirname(cached), { recursive: true });
    const beside = `${cached}.${process.pid}`;
    const files = [path.join(folder, 'index.ts'), '--baseDir', root, '--outFile', path.relative(root, beside)];
    // As a program: imported, the compiler's types would redeclare Node's.
    const ran = spawnSync(process.execPath, [compiler('bin', 'asc.js'), ...files, ...options], { encoding: 'utf8' });
    if (ran.status !== 0) {
      throw new Error(`The kernels do not compile:\n${ran.stderr}`);
    }
    fs.renameSync(beside, cached);
  }
  return fs.readFileSync(cached);
}

function compilerVersion() {
  return JSON.parse(fs.readFileSync(compiler('package.json'), 'utf8')).version;
}

/** @type {import('esbuild').Plugin} */
export const kernelsPlugin = {
  name: 'kernels',
  setup(build) {
    build.onResolve({ filter: /\/simd-kernels\.wasm$/ }, ({ path: file }) => ({ path: file, namespace: 'kernels' }));
    build.onLoad({ filter: /.*/, namespace: 'kernels' }, () => ({
      contents: compileKernels(),
      loader: 'binary',
    }));
  },
};
