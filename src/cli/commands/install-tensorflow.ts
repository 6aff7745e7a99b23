import { cliTexts } from '../../base/texts/cli.js';
import { askWorker } from '../ask-worker.js';
import type { CommandContext, CommonOptions } from '../command-context.js';
import type { ExitCode } from '../exit-code.js';
import { exitCodes } from '../exit-code.js';

/** `modelsmith install-tensorflow`: installs TensorFlow's library where the runs of this machine find it. */
export async function installTensorflow(context: CommandContext, options: CommonOptions): Promise<ExitCode> {
  const { terminal } = context;
  if (options.json !== true) {
    terminal.note({ text: cliTexts.tensorflowInstalling(), tone: 'quiet' });
  }
  const { version, folder } = await askWorker(context, 'installTensorflow', {});
  if (options.json === true) {
    terminal.json({ version, folder });
  } else {
    terminal.line(cliTexts.tensorflowInstalled(version, folder));
  }
  return exitCodes.done;
}
