import * as path from 'node:path';
import { evolutionTexts } from '../../base/texts/evolution.js';
import { bytesText } from '../../base/texts/runs.js';
import { individualFolder } from '../../experiments/runs/individual-folder.js';
import { askWorker } from '../ask-worker.js';
import type { CommandContext, CommonOptions } from '../command-context.js';
import type { ExitCode } from '../exit-code.js';
import { exitCodes } from '../exit-code.js';
import { findRun } from '../find-run.js';

export interface MaterialiseOptions extends CommonOptions {
  readonly output?: string;
  readonly overwrite?: boolean;
}

/** `modelsmith materialise RUN INDIVIDUAL`: the model of any individual of an evolution as a folder. */
export async function materialise(
  context: CommandContext,
  { reference, individual }: { readonly reference: string; readonly individual: number },
  options: MaterialiseOptions,
): Promise<ExitCode> {
  const { terminal, workingFolder } = context;
  const { folder: runFolder } = await findRun(context, reference, options);
  const output =
    options.output === undefined
      ? individualFolder(runFolder, individual)
      : path.resolve(workingFolder, options.output);
  const onProgress = (done: number, total: number): void => {
    terminal.status(`${String(Math.floor((100 * done) / Math.max(1, total)))} %`);
  };
  const progress = options.json === true || !terminal.isInteractive ? {} : { onProgress };
  const params = { runFolder, individual, output, overwrite: options.overwrite === true };
  const made = await askWorker(context, 'materialise', params, progress);
  terminal.status();
  if (options.json === true) {
    terminal.json(made);
  } else {
    terminal.line(evolutionTexts.materialised(String(individual), made.output, bytesText(made.bytes)));
  }
  return exitCodes.done;
}
