import * as path from 'node:path';
import { runTool } from './run-tool.js';

/** Loads the addon as a run would, in a process of its own: what is damaged may end it. */
const CHECK = `
  const addon = { exports: {} };
  try {
    process.dlopen(addon, process.argv[1]);
    process.stdout.write(addon.exports.TF_Version);
  } catch (thrown) {
    process.stderr.write(thrown.message);
    process.exitCode = 1;
  }`;

/** Whether an addon (absolute path) loads: TensorFlow's version. Throws `runtime-tool-failed` with what the loader said. */
export async function checkAddon(addon: string, signal: AbortSignal): Promise<string> {
  return runTool(process.execPath, ['-e', CHECK, addon], { folder: path.dirname(addon), signal });
}
