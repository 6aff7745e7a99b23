import * as path from 'node:path';
import { ModelsmithError, modelsmithError, problem, type Problem } from '../../../base/errors.js';
import type { Files } from '../../../base/ports.js';
import { openCheckpoint, type TensorLocation } from '../../../ml/tensors/checkpoint.js';
import { isFloatDtype } from '../../../ml/tensors/dtypes.js';
import type { ModelTensor } from '../resolution/opened-model.js';
import { isOutputHead } from '../resolution/tied-tensors.js';
import type { StoredTensor } from '../resolution/planned-tensor.js';
import { alphaOf, readAdapterConfig, type AdapterConfig } from './adapter-config.js';
import type { AdapterSource } from './adapter-source.js';

/** What an adapter's file holds for one module of the model. */
interface ModuleParts {
  a?: TensorLocation;
  b?: TensorLocation;
  magnitude?: TensorLocation;
  isEmbedding: boolean;
}

const WEIGHTS = ['adapter_model.safetensors', 'adapter_model.bin'] as const;
const PREFIX = /^base_model\.model\./;
const FACTOR = /^(.+)\.lora_(embedding_)?([AB])(?:\.default)?(?:\.weight)?$/;
const MAGNITUDE = /^(.+)\.lora_magnitude_vector(?:\.default)?(?:\.weight)?$/;
/** A module that was trained as a whole, an embedding that was saved along, or a bias. */
const SAVED = /^(.+?)(?:\.modules_to_save|\.base_layer)?(?:\.default)?\.([^.]+)$/;

/**
 * The tensors of a model with a PEFT LoRA adapter on it: products are added as the weights are read, what the adapter holds
 * as a whole (modules_to_save, biases) takes the place of the model's. Throws `adapter-…` for what doesn't fit, all at once.
 */
export async function applyAdapter(
  files: Files,
  base: { readonly tensors: ReadonlyMap<string, ModelTensor> },
  adapter: { readonly folder: string; readonly signal: AbortSignal },
): Promise<ReadonlyMap<string, ModelTensor>> {
  const config = await readAdapterConfig(files, adapter.folder);
  const names = await files.list(adapter.folder);
  // Named even where it isn't there, so that what is missing is told; an old `.bin` is told as what it is.
  const name = WEIGHTS.find((one) => names.includes(one)) ?? WEIGHTS[0];
  const weights = await openCheckpoint(files, path.join(adapter.folder, name), adapter.signal);
  const modules = new Map<string, ModuleParts>();
  const tensors = new Map<string, ModelTensor>(base.tensors);
  const problems: Problem[] = [];
  for (const [key, location] of weights.tensors) {
    if (!isFloatDtype(location.dtype)) {
      problems.push(problem('dtype-unsupported', { dtype: location.dtype }, { file: location.file, tensor: key }));
    } else if (config.isTied && isOutputHead(key) && findTensor(base, key.replace(PREFIX, '')) === undefined) {
      continue;
    } else if (!sortIn(key.replace(PREFIX, ''), location, modules)) {
      replaceWhole(key.replace(PREFIX, ''), location, tensors, problems);
    }
  }
  for (const [module, parts] of modules) {
    const name = findTensor(base, `${module}.weight`);
    const target = name === undefined ? undefined : tensors.get(name);
    if (name === undefined || target === undefined) {
      const file = parts.a?.file ?? parts.b?.file ?? adapter.folder;
      problems.push(problem('adapter-target-missing', { module }, { file }));
      continue;
    }
    const found = adapterOf(config, module, { parts, target });
    if ('code' in found) {
      problems.push(found);
    } else {
      tensors.set(name, { ...target, adapter: found });
    }
  }
  const [first, ...rest] = problems;
  if (first !== undefined) {
    throw new ModelsmithError([first, ...rest]);
  }
  if (modules.size === 0 && weights.tensors.size === 0) {
    throw modelsmithError('adapter-invalid', { key: 'lora_A' }, { file: adapter.folder });
  }
  return tensors;
}

/** Takes up a part of a product; false for what is no such part. */
function sortIn(key: string, location: TensorLocation, modules: Map<string, ModuleParts>): boolean {
  const factor = FACTOR.exec(key);
  const magnitude = MAGNITUDE.exec(key);
  const module = factor?.[1] ?? magnitude?.[1];
  if (module === undefined) {
    return false;
  }
  const parts = modules.get(module) ?? { isEmbedding: false };
  modules.set(module, parts);
  if (magnitude !== null) {
    parts.magnitude = location;
  } else {
    parts[factor?.[3] === 'A' ? 'a' : 'b'] = location;
    parts.isEmbedding = factor?.[2] !== undefined;
  }
  return true;
}

function replaceWhole(
  key: string,
  location: TensorLocation,
  tensors: Map<string, ModelTensor>,
  problems: Problem[],
): void {
  const parts = SAVED.exec(key);
  const name = findTensor({ tensors }, parts === null ? key : `${parts[1] ?? ''}.${parts[2] ?? ''}`);
  if (name === undefined || key.includes('.lora_')) {
    problems.push(problem('adapter-target-missing', { module: key }, { file: location.file, tensor: location.name }));
    return;
  }
  tensors.set(name, { ...location, name });
}

/**
 * The model's name of a tensor that the adapter knows by its place in the whole model: files of bare models lack the first
 * part of the name (`h.0…` for `transformer.h.0…`), and the other way round.
 */
function findTensor({ tensors }: { readonly tensors: ReadonlyMap<string, unknown> }, name: string): string | undefined {
  if (tensors.has(name)) {
    return name;
  }
  const others = [...tensors.keys()].filter((one) => name.endsWith(`.${one}`) || one.endsWith(`.${name}`));
  return others.length === 1 ? others[0] : undefined;
}

/** The product of a module, fitted to the matrix that it is added to; or what is wrong with it. */
function adapterOf(
  config: AdapterConfig,
  module: string,
  { parts, target }: { readonly parts: ModuleParts; readonly target: TensorLocation },
): AdapterSource | Problem {
  const { a, b, magnitude, isEmbedding } = parts;
  const file = (a ?? b ?? magnitude)?.file ?? '';
  const where = { file, tensor: target.name };
  const [rows, columns] = target.shape;
  const [rank, inputs] = a?.shape ?? [];
  const [outputs, rankOfB] = b?.shape ?? [];
  if (a === undefined || b === undefined) {
    return problem('adapter-invalid', { key: `${module}.lora_${a === undefined ? 'A' : 'B'}` }, where);
  }
  if (target.shape.length !== 2 || rows === undefined || columns === undefined) {
    return problem('adapter-unsupported', { feature: `lora on a tensor of shape [${target.shape.join(', ')}]` }, where);
  }
  // An embedding's matrix is rows of tokens, so its product lies across, as it does in a Conv1D.
  const isAcross = isEmbedding || config.isTransposed;
  const isFitting = a.shape.length === 2 && b.shape.length === 2 && rank === rankOfB && rank !== undefined && rank > 0;
  const [wantedOutputs, wantedInputs] = isAcross ? [columns, rows] : [rows, columns];
  if (!isFitting || inputs !== wantedInputs || outputs !== wantedOutputs) {
    return problem('adapter-shape', { a: a.shape, b: b.shape, shape: target.shape }, where);
  }
  if (config.isDora && (isAcross || magnitude === undefined || magnitude.elements !== rows)) {
    return magnitude === undefined
      ? problem('adapter-invalid', { key: `${module}.lora_magnitude_vector` }, where)
      : problem('adapter-unsupported', { feature: 'use_dora' }, where);
  }
  const alpha = alphaOf(config, module);
  const product = {
    rows,
    columns,
    rank,
    scale: alpha / (config.isRankStabilized ? Math.sqrt(rank) : rank),
    left: storedOf(isAcross ? a : b),
    right: storedOf(isAcross ? b : a),
    isAcross,
  };
  return config.isDora && magnitude !== undefined ? { ...product, magnitude: storedOf(magnitude) } : product;
}

function storedOf({ file, position, dtype }: TensorLocation): StoredTensor {
  return { file, position, dtype };
}
