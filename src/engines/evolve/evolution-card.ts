import * as path from 'node:path';
import { fencedYaml, inlineCode, oneLine } from '../../base/markdown.js';
import type { RunContext } from '../../base/ports.js';
import type { EmittedEvent } from '../../protocol/events.js';
import type { RunFacts } from './evolution-run.js';
import type { EvolveSpec } from './spec/schema.js';

/* eslint-disable modelsmith/no-text-literals -- a document of the model, not a text of the program */

/** The result's `README.md`: what went in, how it evolved, and what its scores mean. In English, without dates or paths. */
export function evolutionCard(
  spec: EvolveSpec,
  { experiment, inputs, seed }: RunContext<EmittedEvent>,
  { best, validation, generations, evaluations }: RunFacts,
): string {
  const metric = spec.evaluate?.metric ?? 'score';
  const scores = [
    ...(best === undefined ? [] : [`| fitness | ${inlineCode(metric)} | ${String(best.score.score)} |`]),
    ...(validation === undefined
      ? []
      : [`| validation | ${inlineCode(spec.validation?.metric ?? metric)} | ${String(validation.score)} |`]),
  ];
  return [
    '---',
    'library_name: transformers',
    'tags:',
    '- evolution',
    '- merge',
    '- modelsmith',
    '---',
    '',
    `# ${oneLine(experiment.name)}`,
    '',
    `Evolved with Modelsmith by ${inlineCode(spec.algorithm.name)}: ${String(generations)} generations, ${String(evaluations)} evaluations, seed ${String(seed)}.`,
    '',
    '## Scores',
    '',
    'The model was chosen by its fitness, which therefore flatters it.',
    '',
    '| Part | Metric | Score |',
    '| --- | --- | --- |',
    ...scores,
    '',
    '## Inputs',
    '',
    '| File | Digest |',
    '| --- | --- |',
    ...inputs.map(
      ({ path: file, digest, digestKind }) =>
        `| ${inlineCode(path.join(path.basename(path.dirname(file)), path.basename(file)))} | ${digestKind} \`${digest}\` |`,
    ),
    '',
    '## Experiment',
    '',
    ...fencedYaml(experiment.source),
    '',
  ].join('\n');
}
