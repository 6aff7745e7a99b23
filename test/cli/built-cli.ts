import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as esbuild from 'esbuild';
import { loadWorkerBuild } from '../fakes/worker-build.js';

const projectRoot = process.env['MODELSMITH_ROOT'] ?? process.cwd();

export interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** The command as it is shipped: two bundles beside each other, in a folder that the caller makes and removes. */
export class BuiltCli {
  private constructor(private readonly bundle: string) {}

  static async build(folder: string): Promise<BuiltCli> {
    await esbuild.build({
      ...(await loadWorkerBuild()),
      absWorkingDir: projectRoot,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      target: 'node20',
      logLevel: 'warning',
      outdir: path.join(folder, 'dist'),
      entryPoints: {
        cli: 'src/cli/main.ts',
        worker: 'src/worker/main.ts',
        'tensor-worker': 'src/worker/tensor-worker.ts',
      },
    });
    fs.cpSync(path.join(projectRoot, 'media', 'sample'), path.join(folder, 'media', 'sample'), { recursive: true });
    return new BuiltCli(path.join(folder, 'dist', 'cli.js'));
  }

  /** Starts the command; its process is in a group of its own, as a terminal has it. */
  start(folder: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}): ChildProcess {
    const inherited = Object.entries(process.env).filter(
      ([name]) => !/^(FORCE_COLOR|NO_COLOR|NODE_OPTIONS|LC_|LANG)/.test(name),
    );
    return spawn(process.execPath, [this.bundle, ...args], {
      cwd: folder,
      env: { ...Object.fromEntries(inherited), ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
    });
  }

  /** Runs the command to its end. */
  async run(folder: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Outcome> {
    return outcomeOf(this.start(folder, args, environment));
  }

  /** Runs a command that must succeed, and reads what it says in JSON. */
  async json(folder: string, args: readonly string[]): Promise<Readonly<Record<string, unknown>>> {
    const { code, out, err } = await this.run(folder, [...args, '--json']);
    assert.equal(code, 0, out + err);
    return JSON.parse(out) as Readonly<Record<string, unknown>>;
  }
}

/** Waits for a command's end. */
export async function outcomeOf(child: ChildProcess): Promise<Outcome> {
  let out = '';
  let err = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (err += text));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  return { code, out, err };
}
