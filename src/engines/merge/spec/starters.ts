import type { Starter } from '../../../experiments/kind.js';
import { methodSummaries } from './descriptions.js';
import { EXTRACT_LORA } from './extract-lora.js';
import { methodDeclarations, type MethodDeclaration, type ParameterDeclaration } from './methods.js';

/** Values that show what a parameter does, where the default shows nothing or there is none. */
const examples: Readonly<Record<string, number | string>> = {
  weight: 1,
  density: 0.5,
  t: 0.5,
  statistics: './statistics.safetensors',
};
/** Accepted without effect: nothing to offer. */
const notOffered = ['int8_mask'];

function valuesOf(parameters: readonly ParameterDeclaration[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    parameters.flatMap((parameter) => {
      const value = examples[parameter.name] ?? ('default' in parameter ? parameter.default : undefined);
      const skipped = parameter.optional === true || notOffered.includes(parameter.name) || value === undefined;
      return skipped ? [] : [[parameter.name, value]];
    }),
  );
}

function starterOf(method: MethodDeclaration): Starter {
  const { base, inputs } = method;
  const hasBase = base === 'required' || base === 'required-input' || base === 'first-input';
  const most = Math.min(Math.max(inputs.minimum, 2), inputs.maximum ?? Infinity);
  const perModel = valuesOf(method.perModel);
  const shared = valuesOf(method.shared);
  const models = Array.from({ length: base === 'first-input' ? most - 1 : most }, (_, index) => ({
    model: `./model-${String(index + 1)}`,
    ...(Object.keys(perModel).length === 0 ? {} : { parameters: { ...perModel } }),
  }));
  return {
    name: method.name,
    summary: methodSummaries[method.name] ?? '',
    spec: {
      merge_method: method.name,
      ...(hasBase ? { base_model: './base' } : {}),
      models,
      ...(Object.keys(shared).length === 0 ? {} : { parameters: shared }),
    },
  };
}

/** The other job of the engine. */
const extraction: Starter = {
  name: EXTRACT_LORA,
  summary: 'Extracts what a fine-tuned model changed in its base, as a LoRA adapter.',
  spec: { action: EXTRACT_LORA, base_model: './base', model: './fine-tuned', rank: 16 },
};

const [first, ...others] = [...methodDeclarations.map(starterOf), extraction];
/** One for each method, in the order of the declarations, then the extraction of an adapter. */
export const mergeStarters: readonly [Starter, ...Starter[]] = [first, ...others];
