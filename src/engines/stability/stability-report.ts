/* eslint-disable modelsmith/no-text-literals -- a document of the run, in English whoever runs it, and not a text of the program */
import type { Problem } from '../../base/errors.js';
import { fencedYaml, markdownTable, oneLine, plainText } from '../../base/markdown.js';
import type { Compute, ExperimentFacts } from '../../base/ports.js';
import { VERSION } from '../../base/version.js';
import type {
  CellSummary,
  OptimizerSummary,
  SeedsSummary,
  StabilitySummary,
  TaskSummary,
} from '../../protocol/stability-summary.js';
import type { StabilityBegun } from './events.js';

export interface ReportFacts {
  readonly begun: StabilityBegun;
  readonly summary: StabilitySummary;
  /** Warnings of the run. */
  readonly notes: readonly Problem[];
  /** What all trainings took, one after the other. */
  readonly seconds: number;
  readonly trainings: number;
  readonly context: { readonly experiment: ExperimentFacts; readonly compute: Compute };
}

/**
 * A finished comparison as a Markdown document, without dates or paths of the machine. All of it but the line on cost is the
 * same for every run of the same experiment on the same backend.
 */
export function stabilityReport(facts: ReportFacts): string {
  const { begun, summary, context } = facts;
  const lines = [
    `# ${plainText(context.experiment.name)}`,
    '',
    `An optimizer succeeds on a task when its final test ${begun.metric}, the mean over seeds, falls short of the best tuned Adam by at most ${percent(begun.margin)}. Stability is successes by tasks (arXiv 2405.04376). A gap is a share of tuned Adam’s ${begun.metric}; + is better than it. What follows ± is the sample standard deviation over seeds.`,
    '',
    '## Optimizers',
    '',
    ...optimizerTable(facts),
    '',
    '## Gap to tuned Adam, by task',
    '',
    ...markdownTable(
      ['Optimizer', ...begun.tasks.map(({ name }) => plainText(name))],
      summary.optimizers.map(({ name, cells }) => [plainText(name), ...cells.map(gapCell)]),
    ),
    '',
    `## Final test ${begun.metric}`,
    '',
    ...markdownTable(
      ['Optimizer', ...begun.tasks.map(({ name }) => plainText(name))],
      [
        ['Adam, tuned', ...summary.tasks.map(({ tuned }) => valueCell(tuned))],
        ...summary.optimizers.map(({ name, cells }) => [plainText(name), ...cells.map(valueCell)]),
      ],
    ),
    '',
    '## Tasks, and Adam tuned on each',
    '',
    ...taskTable(facts),
    '',
    ...hints(facts),
    '## How it was done',
    '',
    ...method(facts),
    '',
    '## Experiment',
    '',
    ...fencedYaml(context.experiment.source),
    '',
  ];
  return lines.join('\n');
}

function optimizerTable({ summary }: ReportFacts): readonly string[] {
  const head = ['Optimizer', 'Stability', 'One seed alone', 'Mean gap', 'Worst gap', 'Steps to target', 'Diverged on'];
  return markdownTable(head, summary.optimizers.map(optimizerRow));
}

function optimizerRow(one: OptimizerSummary): readonly string[] {
  const { bySeed, meanGap, gapDeviation, worst, stepsRatio, targetsReached, settled, divergedTasks } = one;
  return [
    plainText(one.name),
    `${shareText(one.stability)} (${String(one.successes)} of ${String(settled)})`,
    bySeed === undefined ? '' : `${shareText(bySeed.least)}–${shareText(bySeed.most)}`,
    meanGap === undefined ? '' : withDeviation(signed(meanGap), gapDeviation, percent),
    worst === undefined ? '' : `${signed(worst.relativeGap)} on ${plainText(worst.task)}`,
    stepsRatio === undefined
      ? `reached on ${String(targetsReached)} of ${String(settled)}`
      : `${stepsRatio.toFixed(2)} × Adam’s (${String(targetsReached)} of ${String(settled)})`,
    divergedTasks === 0 ? '' : `${String(divergedTasks)} of ${String(settled)}`,
  ];
}

function gapCell({ success, relativeGap, diverged, expected }: CellSummary): string {
  const mark = success === true ? '✓' : '✗';
  if (diverged > 0) {
    return `${mark} ${String(diverged)} of ${String(expected)} seeds diverged`;
  }
  return relativeGap === undefined ? `${mark} no Adam` : `${mark} ${signed(relativeGap)}`;
}

function valueCell(seeds: SeedsSummary | undefined): string {
  if (seeds?.mean === undefined) {
    return 'diverged';
  }
  return withDeviation(decimal(seeds.mean), seeds.deviation, decimal);
}

function taskTable({ begun, summary }: ReportFacts): readonly string[] {
  return markdownTable(
    ['Task', 'Network', 'Data', 'Steps', 'Learning rate', 'Validation', 'Steps to target', 'Adam succeeds on'],
    summary.tasks.map((one) => [
      plainText(one.task.name),
      one.task.network,
      one.task.data,
      String(one.task.steps),
      ...tunedCells(one),
      `${percent(one.gridShare ?? 0)} of ${String(begun.learningRates.length)} learning rates`,
    ]),
  );
}

function tunedCells({ tuned }: TaskSummary): readonly string[] {
  if (tuned === undefined) {
    return ['all diverged', '', ''];
  }
  const { learningRate, validation, stepsToTarget } = tuned;
  return [String(learningRate), decimal(validation ?? Number.NaN), String(stepsToTarget?.median ?? 'not reached')];
}

/** AdamG's known weakness, where the run showed it. */
function hints({ notes, begun }: ReportFacts): readonly string[] {
  const lines = notes.flatMap((note) => {
    const task = begun.tasks[Number(note.where.key?.split('.')[1])]?.name ?? '';
    return note.code === 'train-slow'
      ? [
          `- ${plainText(task)}: gradients are small (mostly about ${note.arguments.gradientSize.toPrecision(2)}), and ${note.arguments.optimizer} moves little where they are.`,
        ]
      : note.code === 'data-duplicates'
        ? [`- ${plainText(task)}: examples of one part of the data are in another one, too.`]
        : [];
  });
  return lines.length === 0 ? [] : ['## Hints', '', ...lines, ''];
}

function method({ begun, trainings, seconds, context: { compute } }: ReportFacts): readonly string[] {
  const { metric, seeds, learningRates } = begun;
  const version = compute.version === '' ? '' : ` ${compute.version}`;
  return [
    `- ${String(trainings)} trainings, seeds ${seeds.join(', ')}. A seed decides the split of the data, the first weights and the order of the examples; every optimizer gets the same.`,
    `- Adam was tuned over the learning rates ${learningRates.join(', ')}: the best ${metric} on the validation set at the end of training, the mean over seeds. The test set decided nothing; each training was scored on it once, after its last step.`,
    `- Steps to target: until the validation ${metric} of the median seed is that of tuned Adam at its end less ${percent(begun.margin)}, as a multiple of tuned Adam’s own; the median over tasks.`,
    `- Modelsmith ${VERSION}, backend ${compute.backend}${version}, one thread a training.`,
    `- Cost: ${seconds.toFixed(1)} s, if the trainings were done one after the other.`,
  ].map(oneLine);
}

const percent = (share: number): string => `${trimmed(100 * share, 1)} %`;
const signed = (share: number): string => `${share < 0 ? '−' : '+'}${percent(Math.abs(share))}`;
const decimal = (value: number): string => value.toFixed(4);
const shareText = (share: number | undefined): string => (share === undefined ? '' : trimmed(share, 2));

function withDeviation(text: string, deviation: number | undefined, format: (value: number) => string): string {
  return deviation === undefined ? text : `${text} ± ${format(deviation)}`;
}

/** At most so many digits after the point, without zeros at the end. */
function trimmed(value: number, digits: number): string {
  return String(Number(value.toFixed(digits)));
}
