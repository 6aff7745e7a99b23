import { cliTexts } from '../../base/texts/cli.js';
import { bytesText, durationText, figureName, figureValue } from '../../base/texts/runs.js';
import type { Experiment } from '../../experiments/experiment.js';
import type { Plan } from '../../protocol/plan.js';
import type { CommandContext, CommonOptions } from '../command-context.js';
import type { ExitCode } from '../exit-code.js';
import { exitCodes } from '../exit-code.js';
import { hasErrors, planFile, problemsOfPlans } from '../plan-runs.js';
import { noteProblems, problemJson } from '../report-problems.js';
import { lastPart } from '../run-names.js';
import { formatFields } from '../terminal/fields.js';
import type { Span } from '../terminal/span.js';
import { formatTable } from '../terminal/table.js';
import type { Column } from '../terminal/table.js';

export interface PlanOptions extends CommonOptions {
  readonly output?: string | undefined;
}

/** `modelsmith plan FILE [OUTPUT]`: what a run would do, and everything that stands in its way, in one list. */
export async function plan(context: CommandContext, name: string, options: PlanOptions): Promise<ExitCode> {
  const { terminal } = context;
  const { file, plans } = await planFile(context, name, options);
  const problems = [...file.warnings, ...problemsOfPlans(plans)];
  if (options.json === true) {
    const told = plans.map((one, i) => ({
      ...one,
      matrix: file.runs[i]?.matrixValues,
      problems: one.problems.map(problemJson),
      // Nothing is known of what can't be done.
      ...(hasErrors(one.problems) ? { figures: [], estimate: undefined } : {}),
    }));
    terminal.json({ file: file.file, warnings: file.warnings.map(problemJson), plans: told });
  } else {
    terminal.line({ text: cliTexts.planTitle(file.experiment.name), tone: 'strong' });
    if (!hasErrors(problems)) {
      const [only] = plans;
      const lines = plans.length === 1 && only !== undefined ? formatFields(planFields(only)) : undefined;
      for (const line of lines ?? planTable(plans, file.runs, terminal.width)) {
        terminal.line(...line);
      }
    }
    noteProblems(terminal, problems);
    const errors = problems.filter(({ severity }) => severity === 'error').length;
    terminal.line(errors === 0 ? cliTexts.planFits() : cliTexts.planFails(errors));
  }
  return hasErrors(problems) ? exitCodes.invalid : exitCodes.done;
}

/** Name and value of all that a plan says. */
function planFields({ figures, estimate, inputs, output }: Plan): readonly (readonly [string, Span])[] {
  return [
    ...figures.map((figure): [string, Span] => [figureName(figure.name), figureValue(figure)]),
    [cliTexts.planReads(), bytesText(estimate.readBytes)],
    [cliTexts.planWrites(), bytesText(estimate.writeBytes)],
    [cliTexts.planMemory(), bytesText(estimate.memoryBytes)],
    ...(estimate.seconds === undefined
      ? []
      : [[cliTexts.planTime(), durationText(estimate.seconds)] satisfies [string, Span]]),
    [cliTexts.planFree(), bytesText(estimate.freeDiskBytes)],
    [cliTexts.planOutput(), output ?? cliTexts.planArtifacts()],
    ...inputs.map((input, i): [string, Span] => [i === 0 ? cliTexts.planInputs() : '', input]),
  ];
}

/** One line a run: its values, then what it costs. */
function planTable(
  plans: readonly Plan[],
  runs: readonly Experiment[],
  width: number | undefined,
): readonly (readonly Span[])[] {
  const keys = Object.keys(runs[0]?.matrixValues ?? {});
  const columns: Column[] = [
    ...keys.map((key): Column => ({ title: lastPart(key), align: 'right' })),
    { title: cliTexts.planReads(), align: 'right' },
    { title: cliTexts.planWrites(), align: 'right' },
    { title: cliTexts.planMemory(), align: 'right' },
    { title: cliTexts.planTime(), align: 'right' },
    { title: cliTexts.planOutput(), shrinks: true },
  ];
  const rows = plans.map(({ estimate, output }, i) => [
    ...keys.map((key) => String(runs[i]?.matrixValues?.[key] ?? '')),
    bytesText(estimate.readBytes),
    bytesText(estimate.writeBytes),
    bytesText(estimate.memoryBytes),
    estimate.seconds === undefined ? '' : durationText(estimate.seconds),
    output ?? cliTexts.planArtifacts(),
  ]);
  return formatTable(columns, rows, { width });
}
