import * as path from 'node:path';
import { inlineCode, oneLine } from '../../../base/markdown.js';
import type { RunContext } from '../../../base/ports.js';
import type { EmittedEvent } from '../../../protocol/events.js';
import { cardOrigins } from '../output/card-origins.js';
import { filesOf, sourceOf } from '../resolution/planned-tensor.js';
import type { DoneModule } from './extraction-state.js';
import type { PreparedExtraction } from './prepare-extraction.js';

/**
 * The adapter's `README.md`: what it was made of, by digest, and how near it comes. A document of the adapter and not of the
 * program, hence in English, without dates or paths of the machine.
 */
export function adapterCard(
  prepared: PreparedExtraction,
  {
    context,
    done,
  }: {
    readonly context: Pick<RunContext<EmittedEvent>, 'experiment' | 'inputs'>;
    readonly done: readonly DoneModule[];
  },
): string {
  const { spec, tensors } = prepared;
  const { experiment, inputs } = context;
  const rows = tensors.lora.map(({ module }, i) => {
    const { rank = 0, energy = 0, error = 0 } = done[i] ?? {};
    return `| ${inlineCode(module)} | ${String(rank)} | ${energy.toFixed(4)} | ${error.toFixed(4)} |`;
  });
  const files = [...filesOfModels(prepared)].flatMap(([model, names]) =>
    inputs
      .filter(({ path: file }) => names.has(file))
      .map(
        ({ path: file, digest, digestKind }) =>
          `| ${inlineCode(model)} | ${inlineCode(path.basename(file))} | ${digestKind} ${inlineCode(digest)} |`,
      ),
  );
  return [
    '---',
    'library_name: peft',
    'tags:',
    '- lora',
    '- modelsmith',
    '---',
    '',
    `# ${oneLine(experiment.name)}`,
    '',
    `What ${inlineCode(spec.model)} changed in ${inlineCode(spec.base_model)}, as a LoRA adapter extracted with Modelsmith.`,
    '',
    '| Model | File | Digest |',
    '| --- | --- | --- |',
    ...files,
    '',
    ...cardOrigins(inputs),
    '| Module | Rank | Energy kept | Relative error |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

/** The files that are read of either model, by the model's name in the experiment. */
function filesOfModels({ spec, tensors }: PreparedExtraction): ReadonlyMap<string, ReadonlySet<string>> {
  const pairs = [...tensors.lora, ...tensors.saved, ...tensors.left];
  const of = (side: 'base' | 'tuned'): ReadonlySet<string> =>
    new Set(pairs.flatMap((pair) => (pair[side] === undefined ? [] : filesOf(sourceOf('', pair[side])))));
  return new Map([
    [spec.base_model, of('base')],
    [spec.model, of('tuned')],
  ]);
}
