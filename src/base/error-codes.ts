import type { AdapterErrorArguments } from './adapter-error-codes.js';
import type { BackendReason } from './backend-reason.js';
import type { EvaluatorErrorArguments } from './evaluator-error-codes.js';
import type { EvolutionErrorArguments } from './evolution-error-codes.js';
import type {
  DataFormat,
  DataMeasure,
  DataOffence,
  DataPart,
  HubOffence,
  JsonOffence,
  SafetensorsOffence,
  ShardIndexOffence,
  ValueKind,
  WorkerDeath,
  YamlOffence,
} from './offences.js';
import type { WatermarkErrorArguments } from './watermark-error-codes.js';

/**
 * Every code that may be thrown, with the arguments its sentence needs. The sentences are in `texts/problems.ts`.
 * Grouped by the part of the program that raises them; keep each group in alphabetical order.
 */
export interface ErrorArguments
  extends AdapterErrorArguments,
    EvaluatorErrorArguments,
    EvolutionErrorArguments,
    WatermarkErrorArguments {
  // anywhere
  'disk-full': Record<string, never>;
  'file-missing': { readonly file: string };
  /** A text that isn't UTF-8 from a byte on, counted from 1. */
  'file-not-utf8': { readonly file: string; readonly byte: number };
  /** The system refused something to do with a file; `reason` is its code (`EACCES`, `ENOTDIR`, `EMFILE`). */
  'file-refused': { readonly file: string; readonly reason: string };
  /** `reason`: the system's code (`EACCES`), or `ended-early`, `not-a-file`, `too-large`. */
  'file-unreadable': { readonly file: string; readonly reason: string };
  /** `reason`: the system's code (`EACCES`, `EROFS`, `EXDEV`). */
  'file-unwritable': { readonly file: string; readonly reason: string };
  internal: { readonly message: string; readonly stack: string };
  'sample-exists': { readonly folder: string; readonly file: string };

  // safetensors and checkpoints (file, and tensor where one is to blame, are in `where`)
  /** Several weight files and no index that says which hold the model. */
  'checkpoint-ambiguous': { readonly model: string; readonly files: readonly string[] };
  'checkpoint-format': { readonly file: string; readonly format: string; readonly converter: string };
  'checkpoint-missing': { readonly model: string };
  /** A file that is no weights of any format. */
  'checkpoint-not-weights': { readonly file: string };
  /** `method`: the name in `quantization_config`, such as `gptq`. */
  'checkpoint-quantized': { readonly method: string };
  /** `config.json` isn't one JSON object; `detail` is what stands at the offence. */
  'config-invalid': { readonly offence: JsonOffence; readonly detail: string };
  'dtype-unsupported': { readonly dtype: string };
  'safetensors-invalid': { readonly offence: SafetensorsOffence; readonly detail: string };
  'shard-index-invalid': { readonly offence: ShardIndexOffence; readonly detail: string };
  'shard-missing': { readonly shard: string };
  'shard-outside': { readonly shard: string };
  'tensor-in-two-shards': { readonly tensor: string; readonly shards: readonly string[] };
  'tensor-missing': { readonly tensor: string };
  'tensor-not-in-shard': { readonly tensor: string; readonly shard: string };

  // what computes with tensors
  /** `detail`: what the loader said, empty where nothing was loaded. */
  'backend-unavailable': {
    readonly backend: 'auto' | 'native' | 'wasm' | 'cpu';
    readonly reason: BackendReason;
    readonly detail: string;
  };
  'runtime-archive': { readonly file: string };
  'runtime-checksum': { readonly file: string; readonly expected: string; readonly found: string };
  'runtime-download': { readonly url: string; readonly reason: string };
  /** `output`: the last that it said. */
  'runtime-tool-failed': { readonly tool: string; readonly output: string };
  'runtime-tool-missing': { readonly tool: string };
  /** `platform`: system and processor, as `linux-x64`. */
  'runtime-unsupported': { readonly platform: string };

  // data sets (file, line and key are in `where`; rows, columns, examples and classes count from 1 in sentences, from 0 here)
  'data-cell-invalid': {
    readonly row: number;
    readonly column: string;
    readonly value: string;
    readonly expected: 'number' | 'text' | 'label';
  };
  'data-classes-too-few': { readonly classes: number };
  'data-column-missing': {
    readonly column: string;
    readonly columns: readonly string[];
  };
  /** Inputs and labels that should belong together. */
  'data-counts-differ': { readonly inputs: number; readonly labels: number; readonly labelsFile: string };
  /** A warning: inputs that are in both parts; `pairs` are the first, as examples of `part` and of `other`. */
  'data-duplicates': {
    readonly part: DataPart;
    readonly other: DataPart;
    readonly count: number;
    readonly pairs: readonly (readonly [number, number])[];
  };
  'data-empty': Record<string, never>;
  'data-file-invalid': { readonly format: DataFormat; readonly offence: DataOffence; readonly detail: string };
  /** Height, width and channels. */
  'data-image-size': {
    readonly found: readonly number[];
    readonly expected: readonly number[];
    readonly first: string;
  };
  'data-label-outside': { readonly example: number; readonly label: string; readonly classes: number };
  'data-not-finite': { readonly example: number; readonly value: string };
  /** Two parts of one experiment don't fit each other. */
  'data-parts-differ': {
    readonly part: DataPart;
    readonly measure: 'classes' | 'kind' | 'shape';
    readonly found: string;
    readonly expected: string;
  };
  'data-split-empty': { readonly part: DataPart; readonly examples: number };
  'data-split-fractions': { readonly sum: number };
  /** Two parts would be read from the same file. */
  'data-split-overlap': { readonly part: DataPart; readonly other: DataPart };
  'data-too-large': { readonly measure: DataMeasure; readonly value: number; readonly limit: number };

  // hubs (model and key are in `where`)
  /** The hub answers what makes no sense or lies beyond a limit; `detail` is what stands at the offence. */
  'hub-answer': { readonly endpoint: string; readonly offence: HubOffence; readonly detail: string };
  'hub-denied': { readonly repo: string; readonly endpoint: string };
  /** What came isn't what the hub's listing has promised. */
  'hub-digest': { readonly repo: string; readonly name: string; readonly endpoint: string };
  'hub-failed': { readonly endpoint: string; readonly status: number };
  'hub-model-missing': { readonly repo: string; readonly revision: string; readonly endpoint: string };
  /** The environment forbids the network, and the cache doesn't have it. */
  'hub-offline': { readonly repo: string; readonly revision: string; readonly cache: string };
  'hub-revision-missing': { readonly repo: string; readonly revision: string; readonly endpoint: string };
  /** `reason`: the system's code (`ENOTFOUND`), or `ended-early`, `network`. */
  'hub-unreachable': { readonly endpoint: string; readonly reason: string };

  // networks (file, key and tensor are in `where`)
  /** A size doesn't split evenly: `size` values into `parts` heads or groups. */
  'network-division': { readonly size: number; readonly parts: number };
  /** `key` of the description says `value`, which no network here does. */
  'network-feature': { readonly key: string; readonly value: string };
  'network-too-large': { readonly parameters: number; readonly limit: number };
  'sequence-too-long': { readonly tokens: number; readonly limit: number };
  /** The tensor of the file doesn't fit the network that its weights are loaded into. */
  'tensor-shape': { readonly expected: readonly number[]; readonly found: readonly number[] };

  // experiment files (file, line, column and key are in `where`)
  'document-count': { readonly count: number };
  'document-empty': Record<string, never>;
  'experiment-too-large': { readonly measure: 'characters' | 'depth' | 'values'; readonly limit: number };
  'key-duplicate': { readonly key: string };
  /** `choices`: what it may be, where that is one of a few words. */
  'key-missing': { readonly key: string; readonly choices?: readonly string[] | undefined };
  'key-not-text': Record<string, never>;
  /** `ignored`: a warning, because the file is read as mergekit would. */
  'key-unknown': {
    readonly key: string;
    readonly suggestion?: string | undefined;
    readonly known: readonly string[];
    readonly ignored: boolean;
  };
  'key-without-effect': { readonly key: string };
  'keys-exclusive': { readonly keys: readonly string[] };
  'keys-one-of': { readonly keys: readonly string[] };
  'kind-missing': { readonly kinds: readonly string[] };
  'kind-unknown': {
    readonly kind: string;
    readonly suggestion?: string | undefined;
    readonly kinds: readonly string[];
  };
  'matrix-key-reserved': { readonly key: string };
  'matrix-key-unknown': { readonly key: string; readonly suggestion?: string | undefined };
  'matrix-output-ignored': { readonly output: string };
  'matrix-too-large': { readonly runs: number; readonly limit: number };
  'not-a-mapping': { readonly found: ValueKind };
  'output-collision': { readonly output: string };
  'output-placeholder-unknown': { readonly placeholder: string; readonly known: readonly string[] };
  'value-choice': {
    readonly value: string;
    readonly suggestion?: string | undefined;
    readonly choices: readonly string[];
  };
  'value-count': {
    readonly found: number;
    readonly minimum?: number | undefined;
    readonly maximum?: number | undefined;
  };
  'value-format': { readonly value: string; readonly format: 'bytes' | 'pattern' };
  'value-length': {
    readonly found: number;
    readonly minimum?: number | undefined;
    readonly maximum?: number | undefined;
  };
  'value-missing': Record<string, never>;
  /** `above` and `below` are limits that are not possible themselves. */
  'value-range': {
    readonly value: number;
    readonly minimum?: number | undefined;
    readonly maximum?: number | undefined;
    readonly above?: number | undefined;
    readonly below?: number | undefined;
  };
  'value-type': { readonly expected: readonly ValueKind[]; readonly found: ValueKind };
  'yaml-syntax': { readonly offence: YamlOffence; readonly detail: string };

  // runs
  /** An input isn't what it was when the run began. */
  'input-changed': { readonly file: string; readonly when: 'before-resume' | 'during-run' };
  'notes-invalid': { readonly key: string };
  'run-ambiguous': { readonly run: string; readonly candidates: readonly string[] };
  /** Somebody else owns the run right now. */
  'run-busy': { readonly run: string; readonly host: string; readonly pid: number };
  'run-missing': { readonly run: string };
  /** A newer Modelsmith wrote it. */
  'run-newer': { readonly run: string; readonly format: number; readonly supported: number };
  'run-not-queued': { readonly run: string; readonly status: string };
  'run-not-resumable': { readonly run: string; readonly status: string };
  'run-not-running': { readonly run: string; readonly status: string };
  'run-unreadable': { readonly run: string };
  /** A warning. `reason`: the system's code, or `damaged`, `other-version`, `log-behind` (it counts on more than is there). */
  'snapshot-unusable': { readonly reason: string };

  // comparisons of optimizers (key is in `where`)
  /** A part that a comparison can't do without. */
  'stability-held-out': { readonly part: 'validation' | 'test' };
  'stability-memory': { readonly neededBytes: number; readonly limitBytes: number };
  /** The task has no such score. */
  'stability-metric': { readonly metric: string; readonly task: string };
  'stability-size': { readonly cells: number; readonly limit: number };
  /** A task, an optimizer, a learning rate or a seed stands in its list a second time. */
  'stability-twice': { readonly name: string };

  // training (file and key are in `where`)
  /** `data`: what isn't images; the network reads texts, or the data are numbers. */
  'train-augment': { readonly data: 'texts' | 'numbers' };
  'train-classes': { readonly expected: number; readonly found: number };
  'train-columns': Record<string, never>;
  /** Data and network don't go together; `data` and `network` are what they are for. */
  'train-data': { readonly data: 'arrays' | 'rows' | 'unlabelled'; readonly network: string };
  /** The loss or a weight is no longer a finite number; the run ends as *diverged*. */
  'train-diverged': { readonly step: number; readonly optimizer: string };
  /** Height, width and channels. */
  'train-images': { readonly expected: readonly number[]; readonly found: readonly number[] };
  /** A warning: a column of classes that a network which goes on with texts has no use for. */
  'train-label-unused': { readonly column: string; readonly network: string };
  'train-length': Record<string, never>;
  /** Bytes of a whole training with batches of `batch`; `fits`: the largest batch that the limit has room for, 0 if none. */
  'train-memory': {
    readonly neededBytes: number;
    readonly limitBytes: number;
    readonly batch: number;
    readonly fits: number;
  };
  'train-network': Record<string, never>;
  /** A hint: gradients are so small that AdamG hardly moves. */
  'train-slow': { readonly optimizer: string; readonly gradientSize: number };
  /** A column of texts is needed in each of the places. */
  'train-text-columns': { readonly needed: number; readonly found: number };
  'train-tokenizer': Record<string, never>;
  /** The loss of an example (from 1) isn't finite. */
  'train-not-finite': { readonly example: number };
  /** `found`: empty where the source's network has no such tensor. */
  'train-transfer': {
    readonly tensor: string;
    readonly expected: readonly number[];
    readonly found: readonly number[];
  };

  // workers
  /** A port of the context that nothing serves here. */
  'port-not-available': { readonly port: string };
  /** `output` is the end of what it wrote to its error stream. */
  'worker-died': { readonly cause: WorkerDeath; readonly detail: string; readonly output: string };
  'worker-not-started': { readonly reason: string };

  // what a merge file can't mean, whatever the models hold
  'merge-base-missing': { readonly method: string };
  'merge-chosen-by-score': { readonly trials: number };
  'merge-base-not-an-input': { readonly method: string; readonly base: string };
  /** della: the probabilities density -+ epsilon must lie between 0 and 1. */
  'merge-epsilon-range': { readonly density: number; readonly epsilon: number };
  'merge-inputs': {
    readonly method: string;
    readonly found: number;
    readonly minimum: number;
    readonly maximum?: number | undefined;
  };
  'merge-lambdas-count': { readonly found: number; readonly expected: number };
  /** `rivals`: candidates by their role; `model`: the reference, where it is a model as it is. */
  'merge-no-better': {
    readonly rivals: readonly { readonly role: string; readonly model: string }[];
    readonly method: string;
  };
  'merge-nothing-scored': Record<string, never>;
  'merge-layer-range': { readonly first: number; readonly end: number };
  'merge-parameter-level': { readonly method: string; readonly parameter: string };
  'merge-parameter-missing': { readonly method: string; readonly parameter: string };
  'merge-scan-lambda': Record<string, never>;
  'merge-search-key': { readonly key: string };
  'merge-search-size': { readonly candidates: number; readonly limit: number };
  'merge-search-unscored': Record<string, never>;
  'merge-parameter-unused': { readonly method: string; readonly parameter: string; readonly takes: readonly string[] };
  'merge-slice-base': { readonly base: string };
  'merge-slice-layers': { readonly counts: readonly number[] };
  /** Two stages have one name. */
  'merge-stage-name': { readonly name: string };
  /** The weights of a tensor's inputs sum to 0, and the method divides by the sum. */
  'merge-weights-cancel': { readonly method: string };

  // pushing and exporting
  /** `looked`: the first place where it would have been. */
  'export-converter-missing': { readonly named: string; readonly looked: readonly string[] };
  'export-failed': { readonly program: string; readonly code: string; readonly output: string };
  'export-no-file': { readonly program: string };
  'export-outtype': { readonly outtype: string };
  'push-nothing': Record<string, never>;
  'push-repo-invalid': { readonly repo: string };
  'push-token-missing': { readonly endpoint: string };
  'push-too-many': { readonly limit: number };

  // tokenizers (file and model are in `where`)
  /** The number isn't one of the vocabulary's `size` tokens. */
  'token-outside': { readonly token: number; readonly size: number };
  'token-unknown': { readonly token: string };
  'tokenizer-invalid': { readonly detail: string };
  'tokenizer-missing': Record<string, never>;
  'tokenizer-unreadable': { readonly file: string };
  /** A warning: the same row means another token in another model. */
  'tokenizers-differ': { readonly other: string; readonly tokens: number };

  // what headers, the disk or the data say against a merge (model and tensor are in `where`)
  'disk-space': { readonly neededBytes: number; readonly freeBytes: number };
  /** The integer buffer isn't the same in the two models. */
  'merge-buffer-differs': { readonly other: string };
  /** The directions of the inputs of a tensor cancel, so that their mean has none. */
  'merge-directions-cancel': { readonly method: string };
  'merge-dtypes-mixed': { readonly dtype: string; readonly other: string; readonly otherDtype: string };
  /** No tensor of the model is known to hold the embeddings of tokens. */
  'merge-embeddings-unknown': Record<string, never>;
  'merge-exclude-unknown': { readonly name: string; readonly suggestion?: string | undefined };
  /** The summed products of a layer's inputs can't be inverted. */
  'merge-gram-singular': Record<string, never>;
  /** A warning: one model has an output head of its own, another's is tied; the result has one of its own. */
  'merge-head-untied': Record<string, never>;
  'merge-layers-beyond': { readonly end: number; readonly layers: number };
  'merge-layers-unknown': Record<string, never>;
  'merge-memory': { readonly neededBytes: number; readonly limitBytes: number };
  'merge-module-missing': { readonly module: string };
  'merge-module-unknown': { readonly module: string; readonly known: readonly string[] };
  'merge-modules-needed': { readonly modules: readonly string[] };
  'merge-no-tensors': Record<string, never>;
  'merge-not-finite': { readonly nan: number; readonly infinite: number };
  /** A warning: a buffer that some models lack, and none needs, isn't written. */
  'merge-optional-left-out': { readonly other: string };
  'merge-parameter-unresolved': { readonly method: string; readonly parameter: string; readonly tensors: number };
  'merge-shapes-differ': {
    readonly shape: readonly number[];
    readonly other: string;
    readonly otherShape: readonly number[];
  };
  /** A warning: not every input has statistics for the tensor, which is averaged by the weights alone. */
  'merge-statistics-missing': { readonly kind: 'fisher' | 'gram' };
  /** A tensor of statistics doesn't fit the tensor it is about. */
  'merge-statistics-shape': { readonly expected: readonly number[]; readonly found: readonly number[] };
  /** The method looks at the whole model, and the slices or modules don't all have the same number of tasks. */
  'merge-tasks-uneven': { readonly method: string; readonly counts: readonly number[] };
  'merge-tensor-missing': { readonly other: string };
  'merge-vocabulary-differs': { readonly rows: number; readonly other: string; readonly otherRows: number };
  'output-exists': { readonly output: string };
  /** `kept` is what would be lost with the old output: the experiment itself, or the folder of the runs. */
  'output-holds-more': { readonly output: string; readonly kept: string };
  'output-inside-input': { readonly output: string; readonly input: string };
  'output-not-a-folder': { readonly output: string };
  /** A folder that no model is in isn't replaced, whatever the experiment says; `found` are names of what it holds. */
  'output-not-a-model': { readonly output: string; readonly found: readonly string[] };
  /** A file stands where the output needs a folder around it. */
  'output-under-a-file': { readonly output: string; readonly file: string };
  /** `folder` is the nearest one that is there, in which everything else would be made. */
  'output-unwritable': { readonly output: string; readonly folder: string };
  /** More of the same kind follow, which a list leaves out. */
  'problems-more': { readonly code: string; readonly count: number };
}

export type ErrorCode = keyof ErrorArguments;
