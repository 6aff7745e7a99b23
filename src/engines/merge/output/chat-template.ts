import type { Files } from '../../../base/ports.js';
import * as path from 'node:path';
import { readJsonFile } from '../../../ml/tensors/read-json-file.js';
import { modelsmithError } from '../../../base/errors.js';
import type { OpenedModel } from '../resolution/opened-model.js';

/** Templates that can be asked for by name, written after the published descriptions of the formats. */
const NAMED: ReadonlyMap<string, string> = new Map([
  [
    'chatml',
    "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}",
  ],
  [
    'alpaca',
    "{% for message in messages %}{% if message['role'] == 'system' %}{{ message['content'] + '\\n\\n' }}{% elif message['role'] == 'user' %}{{ '### Instruction:\\n' + message['content'] + '\\n\\n' }}{% else %}{{ '### Response:\\n' + message['content'] + eos_token + '\\n\\n' }}{% endif %}{% endfor %}{% if add_generation_prompt %}{{ '### Response:\\n' }}{% endif %}",
  ],
  [
    'llama3',
    "{{ bos_token }}{% for message in messages %}{{ '<|start_header_id|>' + message['role'] + '<|end_header_id|>\\n\\n' + message['content'] | trim + '<|eot_id|>' }}{% endfor %}{% if add_generation_prompt %}{{ '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}{% endif %}",
  ],
]);

/** Bytes of a file that holds a template: real ones have at most some hundred kilobytes. */
const MAX_TEMPLATE_BYTES = 1 << 24;
export const CHAT_TEMPLATE_FILE = 'chat_template.jinja';

/** What a wanted template is: known by name, Jinja text, taken from the models, or a name that nobody knows. */
export function kindOfTemplate(wanted: string): 'auto' | 'named' | 'text' | 'unknown' {
  if (wanted === 'auto') {
    return 'auto';
  }
  if (NAMED.has(wanted)) {
    return 'named';
  }
  return /\{[{%]/.test(wanted) ? 'text' : 'unknown';
}

export function templateNames(): readonly string[] {
  return ['auto', ...NAMED.keys()];
}

/** The template in full; `auto` is that of most models, the first of equally many. Undefined where no model has one. */
export async function chatTemplate(
  wanted: string,
  models: readonly Pick<OpenedModel, 'checkpoint'>[],
  files: Files,
): Promise<string | undefined> {
  if (wanted !== 'auto') {
    return NAMED.get(wanted) ?? wanted;
  }
  const counts = new Map<string, number>();
  for (const { checkpoint } of models) {
    const template = await templateOf(files, checkpoint);
    if (template !== undefined) {
      counts.set(template, (counts.get(template) ?? 0) + 1);
    }
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
}

/** A model's own template: a file of its own, or a part of the tokenizer's configuration. */
async function templateOf(
  files: Files,
  { folder, companions }: OpenedModel['checkpoint'],
): Promise<string | undefined> {
  if (companions.includes(CHAT_TEMPLATE_FILE)) {
    const bytes = await files.readSmall(path.join(folder, CHAT_TEMPLATE_FILE), MAX_TEMPLATE_BYTES);
    return new TextDecoder().decode(bytes);
  }
  if (!companions.includes('tokenizer_config.json')) {
    return undefined;
  }
  const file = path.join(folder, 'tokenizer_config.json');
  const config = await readJsonFile(files, file, {
    maxBytes: MAX_TEMPLATE_BYTES,
    fault: (_offence, detail) => modelsmithError('tokenizer-invalid', { detail }, { file }),
  });
  const template = config['chat_template'];
  return typeof template === 'string' ? template : undefined;
}
