// Compiles the AssemblyScript kernels to WebAssembly, and hands them to esbuild wherever `simd-kernels.wasm` is imported.
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { root } from './root.mjs';

const folder = path.join('src', 'ml', 'tensors', 'kernels', 'assembly');
/** No runtime: the kernels allocate nothing and can't fail; the memory is the caller's. */
const options = ['-O3', '--noAssert', '--runtime', 'stub', '--use', 'abort=', '--importMemory', '--enable', 'simd'];

/** The module as bytes; compiled anew only when a source, the compiler or its options have changed. */
export async function compileKernels() {
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
    const { main } = await import('assemblyscript/asc');
    fs.mkdirSync(path.dirname(cached), { recursive: true });
    const beside = `${cached}.${process.pid}`;
    const { error, stderr } = await main([
      path.join(folder, 'index.ts'),
      '--baseDir',
      root,
      '--outFile',
      path.relative(root, beside),
      ...options,
    ]);
    if (error) {
      throw new Error(`The kernels do not compile:\n${stderr.toString()}`, { cause: error });
    }
    fs.renameSync(beside, cached);
  }
  return fs.readFileSync(cached);
}

function compilerVersion() {
  const manifest = path.join(root, 'node_modules', 'assemblyscript', 'package.json');
  return JSON.parse(fs.readFileSync(manifest, 'utf8')).version;
}

/** @type {import('esbuild').Plugin} */
export const kernelsPlugin = {
  name: 'kernels',
  setup(build) {
    build.onResolve({ filter: /\/simd-kernels\.wasm$/ }, ({ path: file }) => ({ path: file, namespace: 'kernels' }));
    build.onLoad({ filter: /.*/, namespace: 'kernels' }, async () => ({
      contents: await compileKernels(),
      loader: 'binary',
    }));
  },
};
