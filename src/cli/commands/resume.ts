import { carryRun, startInBackground } from '../carry-run.js';
import type { CommandContext, CommonOptions } from '../command-context.js';
import type { ExitCode } from '../exit-code.js';
import { exitCodeOfStatus, exitCodes } from '../exit-code.js';
import { openStore } from '../open-store.js';

export interface ResumeOptions extends CommonOptions {
  readonly background?: boolean;
}

/** `modelsmith resume RUN`: goes on with a run from its newest snapshot while telling what goes on. */
export async function resume(context: CommandContext, reference: string, options: ResumeOptions): Promise<ExitCode> {
  const store = await openStore(context, options);
  const found = await store.find(reference);
  const json = options.json === true;
  if (options.background === true) {
    await startInBackground(context, found, { json, resume: true });
    return exitCodes.done;
  }
  return exitCodeOfStatus(await carryRun(context, found, { json, resume: true }));
}
