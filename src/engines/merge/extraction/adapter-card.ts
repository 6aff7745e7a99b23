import * as path from 'node:path';
import { inlineCode, oneLine } from '../../../base/markdown.js';
import type { RunContext } from '../../../base/ports.js';
import type { EmittedEvent } from '../../../protocol/events.js';
import type { DoneModule } from './extraction-state.js';
import type { PreparedExtraction } from './prepare-extraction.js';

/**
 * The adapter's `README.md`: what it was made of, by digest, and how near it comes. A document of the adapter and not of the
 * program, hence in English, without dates or paths of the machine.
 */
export function adapterCard(
  { spec, tensors }: PreparedExtraction,
  {
    context,
    done,
  }: {
    readonly context: Pick<RunContext<EmittedEvent>, 'experiment' | 'inputs'>;
    readonly done: readonly DoneModule[];
  },
): string {
  const { experiment, inputs } = context;
  const rows = tensors.lora.map(({ module }, i) => {
    const { rank = 0, energy = 0, error = 0 } = done[i] ?? {};
    return `| ${inlineCode(module)} | ${String(rank)} | ${energy.toFixed(4)} | ${error.toFixed(4)} |`;
  });
  const files = inputs.map(
    ({ path: file, digest, digestKind }) =>
      `| ${inlineCode(path.basename(file))} | ${digestKind} ${inlineCode(digest)} |`,
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
    '| File | Digest |',
    '| --- | --- |',
    ...files,
    '',
    '| Module | Rank | Energy kept | Relative error |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}
