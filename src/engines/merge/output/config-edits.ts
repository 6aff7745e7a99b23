import type { PreparedMerge } from '../prepare.js';
import type { ModuleRecipe } from '../resolution/merge-group.js';
import { configDtype } from '../resolution/output-dtype.js';
import type { FloatDtype } from '../../../ml/tensors/dtypes.js';
import type { JsonEdit } from './edit-json.js';
import { tokenIdEdits } from './token-ids.js';

type Sliced = Extract<ModuleRecipe, { type: 'slices' }>;
type Config = Readonly<Record<string, unknown>>;

/** What the layer count is called, by where a module's configuration lies and what the module is. */
const PLACES: readonly {
  readonly module: RegExp;
  readonly within: readonly string[];
  readonly keys: readonly string[];
}[] = [
  { module: /vision|visual/, within: ['vision_config'], keys: ['num_hidden_layers', 'depth', 'num_layers'] },
  { module: /decoder/, within: ['', 'decoder'], keys: ['num_decoder_layers', 'decoder_layers', 'num_hidden_layers'] },
  { module: /encoder/, within: ['', 'encoder'], keys: ['num_layers', 'encoder_layers', 'num_hidden_layers'] },
  {
    module: /.*/,
    within: ['', 'text_config'],
    keys: ['num_hidden_layers', 'n_layer', 'n_layers', 'num_layers'],
  },
];

/**
 * What the leading model's `config.json` must say of the result: its layers where they were restacked, its number format,
 * and that its head is its own where it is.
 */
export function configEdits(merge: PreparedMerge): readonly JsonEdit[] {
  const config = merge.leading?.checkpoint.config;
  if (!isObject(config)) {
    return [];
  }
  const edits: JsonEdit[] = merge.recipes.flatMap((recipe) =>
    recipe.type === 'slices' ? layerEdits(config, recipe) : [],
  );
  const dtype = prevalentDtype(merge);
  if (dtype !== undefined) {
    edits.push(...dtypeEdits(config, configDtype(dtype)));
  }
  if (merge.unties) {
    const path = Object.hasOwn(config, 'tie_word_embeddings') ? [] : nestedWith(config, 'tie_word_embeddings');
    edits.push({ path: [...path, 'tie_word_embeddings'], value: false });
  }
  edits.push(...vocabularyEdits(config, merge), ...tokenIdEdits(config, merge.vocabulary));
  return edits;
}

/** The size of the vocabulary, under each name that it has. */
function vocabularyEdits(config: Config, { vocabulary }: PreparedMerge): readonly JsonEdit[] {
  if (vocabulary === undefined) {
    return [];
  }
  const places = ['', 'text_config'].filter((name) => isObject(name === '' ? config : config[name]));
  const holding = places.filter((name) => {
    const part = name === '' ? config : config[name];
    return isObject(part) && typeof part['vocab_size'] === 'number';
  });
  const named = holding.length > 0 ? holding : [''];
  return named.map((name) => ({ path: name === '' ? ['vocab_size'] : [name, 'vocab_size'], value: vocabulary.rows }));
}

function layerEdits(config: Config, { module, stack, slices }: Sliced): readonly JsonEdit[] {
  const layers = slices.reduce((sum, slice) => sum + slice.layers, 0);
  const { within, keys } = PLACES.find((place) => place.module.test(module)) ?? { within: [''], keys: [] };
  const edits: JsonEdit[] = [];
  for (const name of within) {
    const path = name === '' ? [] : [name];
    const part = name === '' ? config : config[name];
    if (isObject(part)) {
      const counts = keys.filter((key) => part[key] === stack.layers);
      edits.push(...counts.map((key) => ({ path: [...path, key], value: layers })));
      const types = part['layer_types'];
      if (Array.isArray(types) && types.length === stack.layers) {
        edits.push({ path: [...path, 'layer_types'], value: restack(types, slices) });
      }
    }
  }
  const isTold = edits.some(({ path }) => path.at(-1) !== 'layer_types');
  return isTold || module !== 'default' ? edits : [...edits, { path: ['num_hidden_layers'], value: layers }];
}

/** What is said of each layer, for the layers of the result: as of the first source's. */
function restack(values: readonly unknown[], slices: Sliced['slices']): readonly unknown[] {
  return slices.flatMap((slice) => {
    const first = slice.inputs[0]?.firstLayer ?? 0;
    return Array.from({ length: slice.layers }, (_, i) => values[first + i] ?? values.at(-1));
  });
}

function dtypeEdits(config: Config, dtype: string): readonly JsonEdit[] {
  const parts: readonly (readonly [readonly string[], Config])[] = [
    [[], config],
    ...Object.entries(config).flatMap(([key, value]) => (isObject(value) ? [[[key], value] as const] : [])),
  ];
  const edits = parts.flatMap(([path, part]) =>
    ['torch_dtype', 'dtype']
      .filter((key) => typeof part[key] === 'string')
      .map((key) => ({ path: [...path, key], value: dtype })),
  );
  return edits.length > 0 ? edits : [{ path: ['torch_dtype'], value: dtype }];
}

/** The number format of most of the result's parameters. */
function prevalentDtype({ tensors }: PreparedMerge): FloatDtype | undefined {
  const elements = new Map<FloatDtype, number>();
  for (const tensor of tensors) {
    if (tensor.type === 'merge') {
      elements.set(tensor.dtype, (elements.get(tensor.dtype) ?? 0) + tensor.elements);
    }
  }
  return [...elements].sort((a, b) => b[1] - a[1])[0]?.[0];
}

function nestedWith(config: Config, key: string): readonly string[] {
  const nested = config['text_config'];
  return isObject(nested) && Object.hasOwn(nested, key) ? ['text_config'] : [];
}

function isObject(value: unknown): value is Config {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
