import * as path from 'node:path';
import { runTool } from './run-tool.js';

/** Loads the addon as a run would, in a process of its own: what is damaged may end it. */
const CHECK = 'const b={exports:{}};process.dlopen(b,process.argv[1]);process.stdout.write(b.exports.TF_Version)';

/** Whether an addon (absolute path) loads: TensorFlow's version. Throws `runtime-tool-failed` with what the loader said. */
export async function checkAddon(addon: string, signal: AbortSignal): Promise<string> {
  return runTool(process.execPath, ['-e', CHECK, addon], { folder: path.dirname(addon), signal });
}
