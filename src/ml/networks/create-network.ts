import type { Where } from '../../base/errors.js';
import { buildBert } from './bert.js';
import { buildCnn, type CnnDescription } from './cnn.js';
import { buildGpt2 } from './gpt2.js';
import { buildLlama, buildQwen2 } from './llama.js';
import { buildMlp, type MlpDescription } from './mlp.js';
import type { CausalLanguageModel, EncoderDecoder, ImageClassifier, TextClassifier } from './network.js';
import { FieldReader, type NetworkDescription } from './read-fields.js';
import { buildResNet, type ResNetDescription } from './resnet.js';
import { buildRoberta } from './roberta.js';
import { buildSewResNet, type SewResNetDescription } from './sew-resnet.js';
import { buildT5 } from './t5.js';
import type { BuildOptions } from './weight-builder.js';
import { buildWideResNet, type WideResNetDescription } from './wide-resnet.js';

/** What the image networks' own keys are; each stands beside what it describes. */
export type ImageNetworkDescription =
  | CnnDescription
  | MlpDescription
  | ResNetDescription
  | SewResNetDescription
  | WideResNetDescription;

/** A network and what it is for. */
export type BuiltNetwork =
  | { readonly task: 'image-classification'; readonly network: ImageClassifier }
  | { readonly task: 'text-classification'; readonly network: TextClassifier }
  | { readonly task: 'causal-language-model'; readonly network: CausalLanguageModel }
  | { readonly task: 'encoder-decoder'; readonly network: EncoderDecoder };

type Builder = (fields: FieldReader, options: BuildOptions) => BuiltNetwork;

/** Every type of network: a new one is a line here and a file beside this one. */
const builders = {
  bert: (fields, options) => ({ task: 'text-classification', network: buildBert(fields, options) }),
  cnn: (fields, options) => ({ task: 'image-classification', network: buildCnn(fields, options) }),
  gpt2: (fields, options) => ({ task: 'causal-language-model', network: buildGpt2(fields, options) }),
  llama: (fields, options) => ({ task: 'causal-language-model', network: buildLlama(fields, options) }),
  mlp: (fields, options) => ({ task: 'image-classification', network: buildMlp(fields, options) }),
  qwen2: (fields, options) => ({ task: 'causal-language-model', network: buildQwen2(fields, options) }),
  resnet: (fields, options) => ({ task: 'image-classification', network: buildResNet(fields, options) }),
  roberta: (fields, options) => ({ task: 'text-classification', network: buildRoberta(fields, options) }),
  'sew-resnet': (fields, options) => ({ task: 'image-classification', network: buildSewResNet(fields, options) }),
  t5: (fields, options) => ({ task: 'encoder-decoder', network: buildT5(fields, options) }),
  'wide-resnet': (fields, options) => ({ task: 'image-classification', network: buildWideResNet(fields, options) }),
} as const satisfies Readonly<Record<string, Builder>>;

type NetworkType = keyof typeof builders;

const networkTypes = Object.keys(builders) as readonly NetworkType[];

/**
 * Builds a network from its description: `type` (Hugging Face's configurations: `model_type`) and that type's own keys. With
 * a seed its weights are drawn, without one they are zero and to be loaded. Errors name the key, and the file of `where`:
 * `key-missing`, `value-…`, `network-feature`, `network-division`, `network-too-large`.
 */
export function createNetwork(
  description: NetworkDescription | ImageNetworkDescription,
  options: BuildOptions & { readonly where?: Where } = {},
): BuiltNetwork {
  const fields = new FieldReader({ ...description }, options.where);
  const type = fields.choice(fields.has('type') ? 'type' : 'model_type', networkTypes);
  return builders[type](fields, options);
}
