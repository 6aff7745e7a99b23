import type { ExtractedModule } from './extract-module.js';
import { fieldOf, type PreparedExtraction } from './prepare-extraction.js';
import { isOutputHead, isWordEmbedding, tiesHead } from '../resolution/tied-tensors.js';
import type { LoraPair, TensorPair } from './sort-tensors.js';

const PREFIX = 'base_model.model.';

/** What PEFT calls the two matrices of a module. */
export function factorNames({ module, isEmbedding }: LoraPair): { readonly a: string; readonly b: string } {
  const part = isEmbedding ? 'lora_embedding_' : 'lora_';
  const end = isEmbedding ? '' : '.weight';
  return { a: `${PREFIX}${module}.${part}A${end}`, b: `${PREFIX}${module}.${part}B${end}` };
}

/** What PEFT calls a tensor that is saved whole: a bias beside a LoRA belongs to the layer under it. */
export function savedName({ name, module }: TensorPair, loraModules: ReadonlySet<string>): string {
  return loraModules.has(module)
    ? `${PREFIX}${module}.base_layer.${name.slice(module.length + 1)}`
    : `${PREFIX}${name}`;
}

/**
 * `adapter_config.json` as PEFT reads it: alpha is the rank everywhere, so that the product is added as it is. Names in full,
 * because an end may mean a module that isn't in the adapter.
 */
export function adapterConfig(
  prepared: PreparedExtraction,
  modules: readonly (readonly [LoraPair, Pick<ExtractedModule, 'rank'>])[],
  saved: readonly TensorPair[],
): string {
  const { spec, models, isTransposed, tensors } = prepared;
  const ranks = modules.map(([, { rank }]) => rank);
  const common = mostFrequent(ranks) ?? prepared.rank;
  const others = modules.filter(([, { rank }]) => rank !== common);
  const pattern = Object.fromEntries(others.map(([{ module }, { rank }]) => [module, rank]));
  const loraModules = new Set(tensors.lora.map(({ module }) => module));
  const whole = [...new Set(saved.map(({ module }) => module))].filter((module) => !loraModules.has(module));
  const hasBias = saved.some(({ module }) => loraModules.has(module));
  const architecture = architectureOf(models.get(spec.base_model)?.checkpoint.config);
  const config = {
    peft_type: 'LORA',
    task_type: taskOf(architecture),
    base_model_name_or_path: spec.base_model,
    r: common,
    lora_alpha: common,
    lora_dropout: 0,
    bias: hasBias ? 'all' : 'none',
    fan_in_fan_out: isTransposed,
    init_lora_weights: true,
    inference_mode: true,
    use_rslora: false,
    use_dora: false,
    ensure_weight_tying: isTied(prepared, saved),
    target_modules: targetsOf(tensors),
    modules_to_save: whole.length === 0 ? null : whole,
    rank_pattern: pattern,
    alpha_pattern: pattern,
  };
  return `${JSON.stringify(config, undefined, 2)}\n`;
}

/** True where embeddings are in the adapter that are the output head as well: PEFT must not take them apart. */
function isTied({ spec, models, tensors }: PreparedExtraction, saved: readonly TensorPair[]): boolean {
  const base = models.get(spec.base_model);
  const embedding = [...tensors.lora, ...saved].some(({ name }) => isWordEmbedding(name));
  const hasHead = [...(base?.tensors.keys() ?? [])].some(isOutputHead);
  return embedding && !hasHead && tiesHead(base?.checkpoint.config) !== false;
}

/**
 * The output head that PEFT wants beside saved embeddings that are the head as well: the same matrix under another name.
 * Undefined where there is no need.
 */
export function tiedHeadOf(prepared: PreparedExtraction, saved: readonly TensorPair[]): TensorPair | undefined {
  const embedding = saved.find(({ name }) => isWordEmbedding(name));
  const task = taskOf(architectureOf(prepared.models.get(prepared.spec.base_model)?.checkpoint.config));
  const hasHead = task === 'CAUSAL_LM' || task === 'SEQ_2_SEQ_LM';
  return embedding === undefined || !hasHead || !isTied(prepared, saved)
    ? undefined
    : { ...embedding, name: 'lm_head.weight', module: 'lm_head' };
}

/** The last parts of the modules' names, where these mean no other module; else the whole names. */
function targetsOf({ lora, saved, left }: PreparedExtraction['tensors']): readonly string[] {
  const endOf = ({ module }: TensorPair): string => module.slice(module.lastIndexOf('.') + 1);
  const loraModules = new Set(lora.map(({ module }) => module));
  const others = new Set([...saved, ...left].filter(({ module }) => !loraModules.has(module)).map(endOf));
  return lora.some((pair) => others.has(endOf(pair)))
    ? lora.map(({ module }) => module)
    : [...new Set(lora.map(endOf))].sort();
}

function taskOf(architecture: string): string | null {
  const tasks: readonly (readonly [RegExp, string])[] = [
    [/ForCausalLM$|LMHeadModel$/, 'CAUSAL_LM'],
    [/ForConditionalGeneration$/, 'SEQ_2_SEQ_LM'],
    [/ForSequenceClassification$/, 'SEQ_CLS'],
    [/ForTokenClassification$/, 'TOKEN_CLS'],
    [/ForQuestionAnswering$/, 'QUESTION_ANS'],
  ];
  return tasks.find(([pattern]) => pattern.test(architecture))?.[1] ?? null;
}

function architectureOf(config: unknown): string {
  const field = fieldOf(config, 'architectures');
  const first: unknown = Array.isArray(field) ? field[0] : undefined;
  return typeof first === 'string' ? first : '';
}

function mostFrequent(values: readonly number[]): number | undefined {
  const counts = new Map<number, number>();
  for (const value of values) {
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts].sort(([a, x], [b, y]) => y - x || a - b)[0]?.[0];
}
