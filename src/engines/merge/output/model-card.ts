import * as path from 'node:path';
import { fencedYaml, inlineCode, oneLine } from '../../../base/markdown.js';
import type { ExperimentFacts, InputFile } from '../../../base/ports.js';
import type { PreparedMerge } from '../prepare.js';
import { cardOrigins } from './card-origins.js';
import { sourcesOf } from '../resolution/planned-tensor.js';

/** What the card says besides what the merge itself is. */
export interface CardFacts {
  readonly experiment: ExperimentFacts;
  readonly inputs: readonly InputFile[];
}

/**
 * The result's `README.md`: which files went in, by digest and by commit, and the experiment that says how. A document of the model and
 * not of the program, hence in English whoever runs it, without dates or paths of the machine.
 */
export function modelCard(merge: PreparedMerge, { experiment, inputs }: CardFacts): string {
  const { method, tensors, spec } = merge;
  const parameters = tensors.reduce((sum, { elements }) => sum + elements, 0);
  const lines = [
    '---',
    'library_name: transformers',
    'tags:',
    '- merge',
    '- modelsmith',
    '---',
    '',
    `# ${oneLine(experiment.name)}`,
    '',
    // eslint-disable-next-line modelsmith/no-text-literals -- a document of the model, not a text of the program
    `Merged with Modelsmith by the method \`${method.name}\`: ${String(parameters)} parameters in ${String(tensors.length)} tensors, computed in float32.`,
    '',
    '## Inputs',
    '',
    ...inputTable(merge, inputs),
    '',
    ...cardOrigins(inputs),
    ...(spec.base_model === undefined ? [] : [['Base model', inlineCode(spec.base_model)].join(': '), '']),
    "A `sampled` digest is the SHA-256 of a file's size, its header and 64 blocks at fixed random places; `sha256` is that of the whole file.",
    '',
    '## Experiment',
    '',
    ...fencedYaml(experiment.source),
    '',
  ];
  return lines.join('\n');
}

function inputTable(merge: PreparedMerge, inputs: readonly InputFile[]): readonly string[] {
  const filesOf = new Map<string, Set<string>>();
  for (const { model, file } of merge.tensors.flatMap(sourcesOf)) {
    filesOf.set(model, (filesOf.get(model) ?? new Set()).add(file));
  }
  const rows = [...filesOf].flatMap(([model, files]) =>
    [...files].sort().map((file) => {
      const input = inputs.find((one) => one.path === file);
      const digest = input === undefined ? '' : `${input.digestKind} \`${input.digest}\``;
      return `| ${inlineCode(model)} | ${inlineCode(path.basename(file))} | ${digest} |`;
    }),
  );
  return ['| Model | File | Digest |', '| --- | --- | --- |', ...rows];
}
