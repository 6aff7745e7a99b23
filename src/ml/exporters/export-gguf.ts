import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { modelsmithError } from '../../base/errors.js';
import { ChildTree } from '../evaluators/child-tree.js';
import { OutputTail } from '../evaluators/output-tail.js';
import { findConverter } from './find-converter.js';

export interface GgufRequest {
  /** The model's folder (absolute). */
  readonly model: string;
  /** The file to write (absolute). */
  readonly output: string;
  readonly overwrite: boolean;
  /** The converter or its folder, where the user names it. */
  readonly converter: string | undefined;
  /** Number format of the file, as the converter calls it: f16, bf16, q8_0, auto. */
  readonly outtype: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  /** Parts of 100, as the converter tells them. */
  readonly onProgress: (done: number, total: number) => void;
}

/** What every GGUF file begins with. */
const MAGIC = 'GGUF';
const OUTPUT_CHARACTERS = 2000;

/**
 * Has llama.cpp's converter make a GGUF file of a model: beside the output, and renamed when it is whole. No shell is
 * involved. Throws `export-…` errors, `output-exists`, or the signal's reason; the converter is then ended with all that it
 * has started, and what it has written is removed.
 */
export async function exportGguf(request: GgufRequest): Promise<{ readonly file: string; readonly bytes: number }> {
  const { model, output, overwrite, outtype, environment, signal, onProgress } = request;
  if (!/^[a-z0-9_]{1,16}$/i.test(outtype)) {
    throw modelsmithError('export-outtype', { outtype });
  }
  const stat = await fs.stat(path.join(model, 'config.json')).catch(() => undefined);
  if (stat === undefined) {
    throw modelsmithError('checkpoint-missing', { model }, { file: model });
  }
  if (!overwrite && (await exists(output))) {
    throw modelsmithError('output-exists', { output }, { file: output });
  }
  const { converter, looked } = await findConverter(request.converter, environment);
  if (converter === undefined) {
    throw modelsmithError('export-converter-missing', { looked: looked.slice(0, 1), named: request.converter ?? '' });
  }
  await fs.mkdir(path.dirname(output), { recursive: true });
  const partial = path.join(path.dirname(output), `.${path.basename(output)}.${String(process.pid)}.partial.gguf`);
  const command = [...converter.command, model, '--outfile', partial, '--outtype', outtype];
  try {
    await runConverter(command, { folder: path.dirname(output), environment, signal, onProgress });
    await checkMagic(partial, converter.command.at(-1) ?? '');
    const { size } = await fs.stat(partial);
    await fs.rename(partial, output);
    return { file: output, bytes: size };
  } finally {
    await fs.rm(partial, { force: true });
  }
}

async function runConverter(
  command: readonly string[],
  options: Pick<GgufRequest, 'environment' | 'signal' | 'onProgress'> & { readonly folder: string },
): Promise<void> {
  const { folder, signal, onProgress } = options;
  signal.throwIfAborted();
  const environment = Object.fromEntries(
    Object.entries(options.environment).flatMap(([name, value]): [string, string][] =>
      // A converter has no business with the hub.
      value === undefined || name === 'HF_TOKEN' ? [] : [[name, value]],
    ),
  );
  const child = new ChildTree(command, { folder, environment });
  const output = new OutputTail(child.process.stdout, child.process.stderr);
  for (const stream of [child.process.stdout, child.process.stderr]) {
    stream?.on('data', (text: string | Buffer) => {
      // A slow reader gets several lines at once: the last one counts.
      const part = [...String(text).matchAll(/(\d{1,3})%/g)].at(-1);
      if (part !== undefined) {
        onProgress(Math.min(100, Number(part[1])), 100);
      }
    });
  }
  child.process.stdin?.end();
  const kill = (): void => {
    child.kill();
  };
  signal.addEventListener('abort', kill, { once: true });
  const { code, signal: killedBy, error } = await child.ended;
  signal.removeEventListener('abort', kill);
  signal.throwIfAborted();
  const program = path.basename(command.find((part) => part.endsWith('.py')) ?? command[0] ?? '');
  if (error !== undefined || code !== 0) {
    const tail = error === undefined ? output.tail(OUTPUT_CHARACTERS) : error.message;
    throw modelsmithError('export-failed', { program, code: String(code ?? killedBy), output: tail }, {}, error);
  }
}

async function checkMagic(file: string, program: string): Promise<void> {
  const handle = await fs.open(file).catch(() => undefined);
  const start = new Uint8Array(MAGIC.length);
  try {
    await handle?.read(start, 0, start.length, 0);
  } finally {
    await handle?.close();
  }
  if (new TextDecoder('latin1').decode(start) !== MAGIC) {
    throw modelsmithError('export-no-file', { program: path.basename(program) });
  }
}

async function exists(file: string): Promise<boolean> {
  return (await fs.lstat(file).catch(() => undefined)) !== undefined;
}
