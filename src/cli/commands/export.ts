import * as path from 'node:path';
import { pushTexts } from '../../base/texts/push.js';
import { bytesText } from '../../base/texts/runs.js';
import { askWorker } from '../ask-worker.js';
import type { CommandContext, CommonOptions } from '../command-context.js';
import type { ExitCode } from '../exit-code.js';
import { exitCodes } from '../exit-code.js';
import { findResult } from '../find-result.js';

export interface ExportOptions extends CommonOptions {
  readonly format: 'gguf';
  readonly converter?: string;
  readonly outtype: string;
  readonly output?: string;
  readonly overwrite?: boolean;
}

/** `modelsmith export RUN|FOLDER`: a GGUF file of a model, by llama.cpp's converter. */
export async function exportModel(
  context: CommandContext,
  reference: string,
  options: ExportOptions,
): Promise<ExitCode> {
  const { terminal, workingFolder } = context;
  const { format, outtype, overwrite = false } = options;
  const model = await findResult(context, reference, options);
  const output = options.output ?? `${path.basename(model)}-${outtype}.${format}`;
  const converter = options.converter === undefined ? undefined : path.resolve(workingFolder, options.converter);
  const onProgress = (done: number, total: number): void => {
    terminal.status(`${String(Math.floor((100 * done) / Math.max(1, total)))} %`);
  };
  const progress = options.json === true || !terminal.isInteractive ? {} : { onProgress };
  const params = { model, output: path.resolve(workingFolder, output), overwrite, converter, outtype };
  const made = await askWorker(context, 'exportGguf', params, progress);
  terminal.status();
  if (options.json === true) {
    terminal.json(made);
  } else {
    terminal.line(pushTexts.exported(made.file, bytesText(made.bytes)));
  }
  return exitCodes.done;
}
