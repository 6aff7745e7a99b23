import * as path from 'node:path';
import { peersPython } from '../rig/peers.js';
import { projectRoot } from '../rig/project-root.js';
import { runProgram } from '../rig/run-program.js';

/** Nothing is asked of a hub: every model is a folder. */
const offline = { ...process.env, HF_HUB_OFFLINE: '1', TRANSFORMERS_OFFLINE: '1' };

/** Runs a script of test/peers/ and answers with the JSON of its last line. */
export async function runPeer(script: string, args: readonly string[]): Promise<unknown> {
  const file = path.join(projectRoot, 'test', 'peers', script);
  const output = await runProgram(await peersPython(), [file, ...args], { env: offline });
  return JSON.parse(output.trimEnd().split('\n').at(-1) ?? '');
}

/** Merges with mergekit's own command. */
export async function runMergekit(config: string, output: string): Promise<void> {
  const program = path.join(path.dirname(await peersPython()), 'mergekit-yaml');
  await runProgram(program, [config, output, '--no-lazy-unpickle', '--quiet'], { env: offline });
}

/** Merges with the packaged command line, as a user does; `root` is where the run goes. */
export async function runModelsmith(config: string, output: string, root: string): Promise<void> {
  await runProgram(process.execPath, [path.join(projectRoot, 'dist', 'cli.js'), 'run', config, output, '--root', root]);
}
