import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import { cliTexts } from '../base/texts/cli.js';
import { VERSION } from '../base/version.js';
import type { RunStatus } from '../protocol/run-record.js';
import { runStatuses } from '../protocol/run-record.js';
import { cancel, type CancelOptions } from './commands/cancel.js';
import { doctor } from './commands/doctor.js';
import { installTensorflow } from './commands/install-tensorflow.js';
import { exportModel, type ExportOptions } from './commands/export.js';
import { materialise, type MaterialiseOptions } from './commands/materialise.js';
import { push, type PushOptions } from './commands/push.js';
import { inspect, type InspectOptions } from './commands/inspect.js';
import { list, type ListOptions } from './commands/list.js';
import { plan, type PlanOptions } from './commands/plan.js';
import { listQueue, workQueue, type WorkQueueOptions } from './commands/queue.js';
import { resume, type ResumeOptions } from './commands/resume.js';
import { run, type RunOptions } from './commands/run.js';
import { sample, type SampleOptions } from './commands/sample.js';
import { show, type ShowOptions } from './commands/show.js';
import { validate } from './commands/validate.js';
import type { CommandContext, CommonOptions } from './command-context.js';
import type { ExitCode } from './exit-code.js';
import { LATEST } from './find-shown.js';
import { reportFailure } from './report-problems.js';

const DEFAULT_LIMIT = 50;
const DEFAULT_BINS = 20;

/** The command with its sub-commands; `onExit` is told how the one that was called ended. */
export function createProgram(context: CommandContext, onExit: (code: ExitCode) => void): Command {
  /** What commander calls: tells what went wrong, in JSON where the command was asked for it. */
  const action =
    <Args extends readonly unknown[]>(command: (...args: Args) => Promise<ExitCode>) =>
    async (...args: Args): Promise<void> => {
      try {
        onExit(await command(...args));
      } catch (thrown) {
        onExit(reportFailure(context.terminal, thrown, { json: args.some(asksForJson) }));
      }
    };
  const { terminal } = context;
  const program = new Command('modelsmith')
    .description(cliTexts.program())
    .version(VERSION)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => {
        for (const line of linesOf(text)) {
          terminal.line(line);
        }
      },
      writeErr: (text) => {
        for (const line of linesOf(text)) {
          terminal.note(line);
        }
      },
    });
  const command = (name: string, description: string, { parent = program, isDefault = false } = {}): Command =>
    parent
      .command(name, { isDefault })
      .description(description)
      .addOption(new Option('--root <folder>', cliTexts.optionRoot()))
      .addOption(new Option('--json', cliTexts.optionJson()));
  const experiment = (): Argument => new Argument('<experiment>', cliTexts.argumentExperiment());
  const output = (): Argument => new Argument('[output]', cliTexts.argumentOutput());
  const runId = (): Argument => new Argument('<run>', cliTexts.argumentRun());
  const background = (): Option => new Option('--background', cliTexts.optionBackground());

  command('run', cliTexts.commandRun())
    .addArgument(experiment())
    .addArgument(output())
    .addOption(background())
    .addOption(new Option('--dry-run', cliTexts.optionDryRun()))
    .action(
      action(async (file: string, to: string | undefined, options: RunOptions) =>
        run(context, file, { ...options, output: to }),
      ),
    );
  command('plan', cliTexts.commandPlan())
    .addArgument(experiment())
    .addArgument(output())
    .action(
      action(async (file: string, to: string | undefined, options: PlanOptions) =>
        plan(context, file, { ...options, output: to }),
      ),
    );
  command('validate', cliTexts.commandValidate())
    .addArgument(new Argument('<experiments...>', cliTexts.argumentExperiments()))
    .action(action(async (files: readonly string[], options: CommonOptions) => validate(context, files, options)));
  command('list', cliTexts.commandList())
    .addOption(
      // No default: the help would print it as `[]`.
      new Option('--status <status>', cliTexts.optionStatus()).argParser(
        (text: string, before: readonly RunStatus[] | undefined) => [...(before ?? []), parseStatus(text)],
      ),
    )
    .addOption(count('--limit <count>', cliTexts.optionLimit(), DEFAULT_LIMIT))
    .action(action(async (options: ListOptions) => list(context, options)));
  command('show', cliTexts.commandShow())
    .addArgument(new Argument('[run]', cliTexts.argumentShown()))
    .addOption(new Option('--log', cliTexts.optionLog()))
    .action(
      action(async (reference: string | undefined, options: ShowOptions) =>
        show(context, reference ?? LATEST, options),
      ),
    );
  command('cancel', cliTexts.commandCancel())
    .addArgument(new Argument('<runs...>', cliTexts.argumentRuns()))
    .addOption(new Option('--no-wait', cliTexts.optionNoWait()))
    .action(
      action(async (references: readonly string[], options: CancelOptions) => cancel(context, references, options)),
    );
  command('resume', cliTexts.commandResume())
    .addArgument(runId())
    .addOption(background())
    .action(action(async (reference: string, options: ResumeOptions) => resume(context, reference, options)));
  const queue = program.command('queue').description(cliTexts.commandQueue());
  command('list', cliTexts.commandQueueList(), { parent: queue, isDefault: true }).action(
    action(async (options: CommonOptions) => listQueue(context, options)),
  );
  command('work', cliTexts.commandQueueWork(), { parent: queue })
    .addOption(new Option('--watch', cliTexts.optionWatch()).default(false))
    .addOption(count('--parallel <count>', cliTexts.optionParallel(), 1))
    .action(action(async (options: WorkQueueOptions) => workQueue(context, options)));
  command('inspect', cliTexts.commandInspect())
    .addArgument(new Argument('<model>', cliTexts.argumentModel()))
    .addOption(new Option('--histogram <tensor>', cliTexts.optionHistogram()))
    .addOption(count('--bins <count>', cliTexts.optionBins(), DEFAULT_BINS))
    .action(action(async (model: string, options: InspectOptions) => inspect(context, model, options)));
  command('doctor', cliTexts.commandDoctor()).action(
    action(async (options: CommonOptions) => doctor(context, options)),
  );
  command('install-tensorflow', cliTexts.commandInstallTensorflow()).action(
    action(async (options: CommonOptions) => installTensorflow(context, options)),
  );
  const result = (): Argument => new Argument('<result>', cliTexts.argumentResult());
  command('push', cliTexts.commandPush())
    .addArgument(result())
    .addArgument(new Argument('<repo>', cliTexts.argumentRepo()))
    .addOption(new Option('--public', cliTexts.optionPublic()))
    .addOption(new Option('--yes', cliTexts.optionYes()))
    .action(
      action(async (reference: string, repo: string, options: PushOptions) => push(context, reference, repo, options)),
    );
  command('export', cliTexts.commandExport())
    .addArgument(result())
    .addOption(new Option('--format <format>', cliTexts.optionFormat()).choices(['gguf']).default('gguf'))
    .addOption(new Option('--outtype <type>', cliTexts.optionOuttype()).default('auto'))
    .addOption(new Option('--converter <path>', cliTexts.optionConverter()))
    .addOption(new Option('--output <file>', cliTexts.optionOutput()))
    .addOption(new Option('--overwrite', cliTexts.optionOverwriteFile()))
    .action(action(async (reference: string, options: ExportOptions) => exportModel(context, reference, options)));
  command('materialise', cliTexts.commandMaterialise())
    .addArgument(runId())
    .addArgument(new Argument('<individual>', cliTexts.argumentIndividual()).argParser(parseIndividual))
    .addOption(new Option('--output <folder>', cliTexts.optionOutputFolder()))
    .addOption(new Option('--overwrite', cliTexts.optionOverwriteFolder()))
    .action(
      action(async (reference: string, individual: number, options: MaterialiseOptions) =>
        materialise(context, { reference, individual }, options),
      ),
    );
  command('sample', cliTexts.commandSample())
    .addArgument(new Argument('<folder>', cliTexts.argumentFolder()))
    .addOption(new Option('--overwrite', cliTexts.optionOverwrite()))
    .action(action(async (folder: string, options: SampleOptions) => sample(context, folder, options)));
  return program;
}

function asksForJson(argument: unknown): boolean {
  return typeof argument === 'object' && argument !== null && 'json' in argument && argument.json === true;
}

/** Commander ends its texts with a line break. */
function linesOf(text: string): readonly string[] {
  return text.replace(/\n$/, '').split('\n');
}

function count(flags: string, description: string, value: number): Option {
  return new Option(flags, description).default(value).argParser((text: string) => {
    const number = /^[0-9]{1,9}$/.test(text) ? Number(text) : 0;
    if (number < 1) {
      throw new InvalidArgumentError(cliTexts.notANumber(text));
    }
    return number;
  });
}

function parseIndividual(text: string): number {
  if (!/^[0-9]{1,9}$/.test(text)) {
    throw new InvalidArgumentError(cliTexts.notAnIndividual(text));
  }
  return Number(text);
}

function parseStatus(text: string): RunStatus {
  const status = runStatuses.find((one) => one === text);
  if (status === undefined) {
    throw new InvalidArgumentError(cliTexts.unknownStatus(text, runStatuses.join(', ')));
  }
  return status;
}
