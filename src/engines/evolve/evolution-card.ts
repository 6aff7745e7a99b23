import * as path from 'node:path';
import { fencedYaml, inlineCode, oneLine } from '../../base/markdown.js';
import type { RunContext } from '../../base/ports.js';
import type { EmittedEvent } from '../../protocol/events.js';
import type { IndividualRecord } from './events.js';
import type { RunFacts } from './run-facts.js';
import type { EvolveSpec } from './spec/schema.js';

type Context = Pick<RunContext<EmittedEvent>, 'experiment' | 'inputs' | 'seed'>;

/* eslint-disable modelsmith/no-text-literals -- a document of the model, not a text of the program */

/** The result's `README.md`: what went in, how it evolved, and what its scores mean. In English, without dates or paths. */
export function evolutionCard(spec: EvolveSpec, context: Context, facts: RunFacts): string {
  const { best, validation, generations, evaluations } = facts;
  const metric = spec.evaluate?.metric ?? 'score';
  return card(spec, context, [
    `Evolved with Modelsmith by ${inlineCode(spec.algorithm.name)}: ${String(generations)} generations, ${String(evaluations)} evaluations, seed ${String(context.seed)}.`,
    '',
    '## Scores',
    '',
    'The model was chosen by its fitness, which therefore flatters it.',
    '',
    '| Part | Metric | Score |',
    '| --- | --- | --- |',
    ...(best === undefined ? [] : [scoreRow('fitness', metric, best.score.score)]),
    ...(validation === undefined ? [] : [scoreRow('validation', spec.validation?.metric ?? metric, validation.score)]),
  ]);
}

/** The same for any one individual of a run. */
export function individualCard(
  spec: EvolveSpec,
  context: Context,
  { id, generation, score }: IndividualRecord,
): string {
  const metric = spec.evaluate?.metric ?? 'score';
  return card(spec, context, [
    `Individual ${String(id)} of generation ${String(generation)} of an evolution with Modelsmith by ${inlineCode(spec.algorithm.name)}, seed ${String(context.seed)}.`,
    ...(score === undefined
      ? []
      : ['', '| Part | Metric | Score |', '| --- | --- | --- |', scoreRow('fitness', metric, score)]),
  ]);
}

const scoreRow = (part: string, metric: string, score: number): string =>
  `| ${part} | ${inlineCode(metric)} | ${String(score)} |`;

function card(spec: EvolveSpec, { experiment, inputs }: Context, told: readonly string[]): string {
  return [
    '---',
    'library_name: transformers',
    'tags:',
    '- evolution',
    ...(spec.merge === undefined ? [] : ['- merge']),
    '- modelsmith',
    '---',
    '',
    `# ${oneLine(experiment.name)}`,
    '',
    ...told,
    '',
    '## Inputs',
    '',
    '| File | Digest |',
    '| --- | --- |',
    ...inputs.map(
      ({ path: file, digest, digestKind }) =>
        `| ${inlineCode(path.posix.join(path.basename(path.dirname(file)), path.basename(file)))} | ${digestKind} \`${digest}\` |`,
    ),
    '',
    '## Experiment',
    '',
    ...fencedYaml(experiment.source),
    '',
  ].join('\n');
}
