// Sets TensorFlow's library up for training, in the cache that every clone of this machine shares; nothing happens where it is there
// already. Where it can't be had (no compiler, no network) it says so, and runs and tests compute with WebAssembly instead;
// with REQUIRE_NATIVE=1 the script fails then.
import * as path from 'node:path';
import { loadSource } from './lib/load-source.mjs';
import { addonSources } from './lib/tensorflow-bundle.mjs';

const { runtimeFolders } = await loadSource('src/worker/runtime-folders.ts');
const { installRuntime } = await loadSource('src/ml/compute/native/install/install-runtime.ts');
const [folder] = runtimeFolders();

let phase = '';
/** @param {string} next */
const onProgress = (next) => {
  if (next !== phase) {
    phase = next;
    console.log(`TensorFlow: ${next} …`);
  }
};

try {
  const version = await installRuntime(folder, {
    sources: addonSources,
    signal: new AbortController().signal,
    onProgress,
  });
  console.log(`TensorFlow ${version} computes (${path.relative(process.cwd(), folder)}).`);
} catch (thrown) {
  const { problemText } = await loadSource('src/base/texts/format-problem.ts');
  const problems = thrown instanceof Error && 'problems' in thrown ? /** @type {any} */ (thrown).problems : undefined;
  const { what, advice } = problems === undefined ? { what: String(thrown), advice: '' } : problemText(problems[0]);
  console.error(`TensorFlow's library could not be set up. ${what} ${advice}`);
  process.exitCode = process.env.REQUIRE_NATIVE === '1' ? 1 : 0;
}
