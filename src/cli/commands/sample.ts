import * as path from 'node:path';
import { cliTexts } from '../../base/texts/cli.js';
import { askWorker } from '../ask-worker.js';
import type { CommandContext, CommonOptions } from '../command-context.js';
import type { ExitCode } from '../exit-code.js';
import { exitCodes } from '../exit-code.js';

export interface SampleOptions extends CommonOptions {
  readonly overwrite?: boolean;
}

/** `modelsmith sample FOLDER`: makes the sample workspace. */
export async function sample(context: CommandContext, name: string, options: SampleOptions): Promise<ExitCode> {
  const { terminal, workingFolder, ownBundle } = context;
  const folder = path.resolve(workingFolder, name);
  const media = path.join(path.dirname(ownBundle), '..', 'media', 'sample');
  await askWorker(context, 'sample', { media, folder, overwrite: options.overwrite === true });
  if (options.json === true) {
    terminal.json({ folder });
  } else {
    terminal.line(cliTexts.sampleMade(folder));
    const first = path.relative(workingFolder, path.join(folder, 'pcb.experiment.yaml'));
    terminal.note({ text: cliTexts.sampleNext(`modelsmith run ${first}`), tone: 'quiet' });
  }
  return exitCodes.done;
}
