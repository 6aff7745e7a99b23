import { modelsmithError } from '../../../base/errors.js';
import type { Dataset } from '../../../ml/data/dataset.js';
import type { NetworkDescription } from '../../../ml/networks/read-fields.js';
import type { Tokenizer } from '../../../ml/tokenizers/tokenizer.js';
import type { TrainSpec } from '../spec/schema.js';
import { imageSizes } from '../../../ml/scoring/image-batch.js';

type Settings = NonNullable<TrainSpec['network']>;

/** Networks that read texts, and what transformers calls the class that loads them. */
const ARCHITECTURES: ReadonlyMap<string, string> = new Map([
  ['bert', 'BertForSequenceClassification'],
  ['roberta', 'RobertaForSequenceClassification'],
  ['llama', 'LlamaForCausalLM'],
  ['qwen2', 'Qwen2ForCausalLM'],
  ['gpt2', 'GPT2LMHeadModel'],
  ['t5', 'T5ForConditionalGeneration'],
]);
/** T5's convention: padding is what a decoder begins with. */
const T5_START = 0;

/** Whether a network reads texts. */
export function readsTexts(type: string): boolean {
  return ARCHITECTURES.has(type);
}

/**
 * The description of a network from scratch, completed by what the data decide: image size and classes, or vocabulary,
 * special tokens and classes. Throws `train-data` where the two don't go together.
 */
export function describeNetwork(
  settings: Settings,
  data: Pick<Dataset, 'kind' | 'classes' | 'labels'> & { readonly shape?: readonly number[] },
  tokenizer: Tokenizer | undefined,
): NetworkDescription {
  const { type, ...keys } = settings;
  const isText = readsTexts(type);
  if (isText !== (data.kind === 'rows')) {
    throw modelsmithError('train-data', { data: data.kind, network: type }, { key: 'network.type' });
  }
  const classes = data.classes.length;
  const needsClasses = !isText || type === 'bert' || type === 'roberta';
  if (needsClasses && data.labels === undefined) {
    throw modelsmithError('train-data', { data: 'unlabelled', network: type }, { key: 'data.train' });
  }
  if (!isText) {
    const [height, width, channels] = imageSizes(data.shape ?? []);
    return { type, ...keys, image: { height, width, channels }, classes };
  }
  if (tokenizer === undefined) {
    throw modelsmithError('train-tokenizer', {}, { key: 'tokenizer' });
  }
  const { vocabularySize, special } = tokenizer;
  const architecture = ARCHITECTURES.get(type);
  return {
    ...(architecture === undefined ? {} : { architectures: [architecture] }),
    model_type: type,
    ...keys,
    vocab_size: vocabularySize,
    ...token('bos_token_id', special.begin),
    ...token('eos_token_id', special.end),
    ...token('pad_token_id', special.padding ?? (type === 't5' ? T5_START : undefined)),
    ...(type === 't5' ? { decoder_start_token_id: special.padding ?? T5_START } : {}),
    ...(needsClasses ? classNames(data.classes) : {}),
  };
}

/** The names of classes as Hugging Face's configurations have them. */
export function classNames(classes: readonly string[]): NetworkDescription {
  return {
    id2label: Object.fromEntries(classes.map((name, label) => [String(label), name])),
    label2id: Object.fromEntries(classes.map((name, label) => [name, label])),
  };
}

function token(key: string, id: number | undefined): Readonly<Record<string, number>> {
  return id === undefined ? {} : { [key]: id };
}
