/** The `modelsmith` command. Bundled as dist/cli.js, beside the worker that it starts. */
import * as path from 'node:path';
import { CommanderError } from 'commander';
import type { CommandContext } from './command-context.js';
import { environmentSecrets } from './environment-secrets.js';
import type { ExitCode } from './exit-code.js';
import { exitCodes } from './exit-code.js';
import { listenForInterrupts } from './interrupts.js';
import { loadTexts } from './load-texts.js';
import { createProgram } from './program.js';
import { reportFailure } from './report-problems.js';
import { Terminal } from './terminal/terminal.js';

async function main(): Promise<ExitCode> {
  loadTexts(path.join(__dirname, '..', 'l10n'), process.env);
  const terminal = new Terminal({ out: process.stdout, err: process.stderr, environment: process.env });
  const context: CommandContext = {
    terminal,
    signal: listenForInterrupts(),
    workingFolder: process.cwd(),
    workerBundle: path.join(__dirname, 'worker.js'),
    serve: environmentSecrets(process.env),
    ownBundle: __filename,
  };
  let code: ExitCode = exitCodes.done;
  const program = createProgram(context, (ended) => {
    code = ended;
  });
  try {
    await program.parseAsync(process.argv);
  } catch (thrown) {
    if (thrown instanceof CommanderError) {
      // It has told what is wrong; asking for help isn't.
      return thrown.exitCode === 0 ? exitCodes.done : exitCodes.invalid;
    }
    return reportFailure(terminal, thrown, { json: false });
  }
  return code;
}

// A reader that has seen enough (`| head`) ends the command, without a complaint.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? exitCodes.done : exitCodes.failed);
});

void main().then((code) => {
  process.exitCode = code;
});
