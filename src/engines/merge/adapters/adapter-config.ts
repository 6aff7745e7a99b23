import * as path from 'node:path';
import { modelsmithError } from '../../../base/errors.js';
import type { Files } from '../../../base/ports.js';
import { MAX_CONFIG_BYTES } from '../../../ml/tensors/limits.js';
import { readJsonFile } from '../../../ml/tensors/read-json-file.js';

/** What `adapter_config.json` says of a LoRA adapter, as far as merging it needs to know. */
export interface AdapterConfig {
  readonly alpha: number;
  /** Alphas of single modules: the end of a module's name, or a pattern of it. */
  readonly alphaPattern: ReadonlyMap<string, number>;
  /** The product is scaled by alpha / sqrt(rank) in place of alpha / rank (rsLoRA, arXiv 2312.03732). */
  readonly isRankStabilized: boolean;
  /** Rows are rescaled to learned magnitudes (DoRA). */
  readonly isDora: boolean;
  /** Matrices lie transposed in the model (GPT-2's Conv1D). */
  readonly isTransposed: boolean;
  /** An output head in the adapter is its embeddings once more. */
  readonly isTied: boolean;
}

/** Files that make a folder an adapter. */
export const ADAPTER_CONFIG = 'adapter_config.json';

/** Features that change the weights in another way. What else is unknown is about training and leaves no trace. */
const UNSUPPORTED = ['lora_bias', 'trainable_token_indices', 'layer_replication', 'target_parameters'];

/** Reads an adapter's configuration. Throws `adapter-unsupported` for what isn't LoRA, or changes weights in another way. */
export async function readAdapterConfig(files: Files, folder: string): Promise<AdapterConfig> {
  const file = path.join(folder, ADAPTER_CONFIG);
  const config = await readJsonFile(files, file, {
    maxBytes: MAX_CONFIG_BYTES,
    fault: (offence, detail) => modelsmithError('config-invalid', { offence, detail }, { file }),
  });
  const unsupported = (feature: string): Error => modelsmithError('adapter-unsupported', { feature }, { file });
  if (config['peft_type'] !== 'LORA') {
    throw unsupported(String(config['peft_type']));
  }
  const alpha = config['lora_alpha'];
  if (typeof alpha !== 'number' || !Number.isFinite(alpha)) {
    throw modelsmithError('adapter-invalid', { key: 'lora_alpha' }, { file });
  }
  const given = UNSUPPORTED.find((key) => isGiven(config[key]));
  if (given !== undefined) {
    throw unsupported(given);
  }
  return {
    alpha,
    alphaPattern: numbersOf(config['alpha_pattern']),
    isRankStabilized: config['use_rslora'] === true,
    isDora: config['use_dora'] === true,
    isTransposed: config['fan_in_fan_out'] === true,
    isTied: config['ensure_weight_tying'] === true,
  };
}

/** The alpha of a module. PEFT matches a key against the end of the module's name, after a dot or at its beginning. */
export function alphaOf({ alpha, alphaPattern }: AdapterConfig, module: string): number {
  for (const [key, value] of alphaPattern) {
    if (matchesEnd(key, module)) {
      return value;
    }
  }
  return alpha;
}

function matchesEnd(key: string, module: string): boolean {
  if (module === key || module.endsWith(`.${key}`)) {
    return true;
  }
  try {
    return new RegExp(`^(?:.*\\.)?(?:${key})$`).test(module);
  } catch {
    return false;
  }
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && value !== false && !(Array.isArray(value) && value.length === 0);
}

function numbersOf(value: unknown): ReadonlyMap<string, number> {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return new Map(entries.flatMap(([key, one]): [string, number][] => (typeof one === 'number' ? [[key, one]] : [])));
}
