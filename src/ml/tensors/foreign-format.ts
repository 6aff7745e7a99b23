import { modelsmithError } from '../../base/errors.js';
import type { ModelsmithError } from '../../base/errors.js';

interface ForeignFormat {
  readonly pattern: RegExp;
  readonly format: string;
  /** What turns it into safetensors: calls by the names that they have in Python. */
  readonly converter: string;
}

/** In the order in which they are looked for. */
const foreignFormats: readonly ForeignFormat[] = [
  {
    pattern: /^adapter_model\.(safetensors|bin)$/,
    format: 'PEFT adapter',
    converter: 'peft: PeftModel.from_pretrained(base, adapter).merge_and_unload().save_pretrained(folder)',
  },
  {
    pattern: /\.(gguf|ggml)$/i,
    format: 'GGUF',
    converter: 'transformers: AutoModelForCausalLM.from_pretrained(folder, gguf_file=file).save_pretrained(folder)',
  },
  {
    pattern: /^(?!training_args|optimizer|scheduler).*\.bin(\.index\.json)?$/i,
    format: 'PyTorch (.bin)',
    converter: 'transformers: AutoModel.from_pretrained(folder).save_pretrained(folder, safe_serialization=True)',
  },
  {
    pattern: /\.(pt|pth|ckpt)$/i,
    format: 'PyTorch (.pt)',
    converter: 'safetensors.torch: save_file(torch.load(file, weights_only=True), file)',
  },
  {
    pattern: /\.h5$/i,
    format: 'TensorFlow (.h5)',
    converter: 'transformers 4: AutoModel.from_pretrained(folder, from_tf=True).save_pretrained(folder)',
  },
  {
    pattern: /\.msgpack$/i,
    format: 'Flax (.msgpack)',
    converter: 'transformers 4: AutoModel.from_pretrained(folder, from_flax=True).save_pretrained(folder)',
  },
  {
    pattern: /\.onnx$/i,
    format: 'ONNX',
    converter: 'onnx: onnx.load(file), safetensors.numpy: save_file(tensors, file)',
  },
];

/** The error for weights in a format that isn't read, by the name of a file; undefined when it is none of those known. */
export function foreignFormatError(name: string, file: string): ModelsmithError | undefined {
  const known = foreignFormats.find(({ pattern }) => pattern.test(name));
  return (
    known && modelsmithError('checkpoint-format', { file, format: known.format, converter: known.converter }, { file })
  );
}

/** True of files that hold weights or an index of them, in whatever format. */
export function isWeightFile(name: string): boolean {
  return /\.(safetensors|bin|gguf|ggml|pt|pth|ckpt|h5|msgpack|onnx|onnx_data|npz|ot|tflite)(\.index\.json)?$/i.test(
    name,
  );
}

/** How the weights are packed, by the configuration or the tensors that GPTQ and AWQ write; undefined when they aren't. */
export function quantizationOf(config: unknown, tensors: Iterable<string>): string | undefined {
  const declared = field(config, 'quantization_config') ?? field(config, 'compression_config');
  if (typeof declared === 'object' && declared !== null) {
    const method = field(declared, 'quant_method');
    return typeof method === 'string' ? method : 'unknown';
  }
  for (const name of tensors) {
    if (name.endsWith('.qweight')) {
      return 'gptq, awq';
    }
  }
  return undefined;
}

function field(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Readonly<Record<string, unknown>>)[key]
    : undefined;
}
