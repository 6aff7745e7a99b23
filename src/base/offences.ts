/** What a value of a file is, in the words of YAML's users. */
export type ValueKind =
  | 'number'
  | 'whole-number'
  | 'fraction'
  | 'quoted-number'
  | 'not-a-number'
  | 'infinite'
  | 'text'
  | 'boolean'
  | 'list'
  | 'list-of-filters'
  | 'mapping'
  | 'nothing';

/** How a worker ended from within; `detail` is the exit code, the signal, or the message. */
export type WorkerDeath = 'exit-code' | 'signal' | 'exception' | 'memory' | 'unresponsive';

/** What is wrong with the YAML itself; `detail` of the problem is the parser's own word where nothing better is known. */
export type YamlOffence =
  | 'alias-unknown'
  | 'indentation'
  | 'missing-character'
  | 'multiline-key'
  | 'nested-mapping'
  | 'other'
  | 'tab'
  | 'tag'
  | 'unexpected';

/** What is wrong with a JSON file of a checkpoint. */
export type JsonOffence =
  | 'not-utf8'
  | 'byte-order-mark'
  | 'not-json'
  | 'not-object'
  | 'trailing-data'
  | 'duplicate-key';

/** What is wrong with the index of a sharded checkpoint. */
export type ShardIndexOffence = JsonOffence | 'file-name' | 'no-weight-map' | 'too-many-shards' | 'too-many-tensors';

/** What the examples of a data set are for. */
export type DataPart = 'train' | 'validation' | 'test';

/** The formats that examples are read from. */
export type DataFormat =
  | 'cifar10'
  | 'cifar100'
  | 'csv'
  | 'gzip'
  | 'idx'
  | 'jpeg'
  | 'jsonl'
  | 'npy'
  | 'npz'
  | 'parquet'
  | 'png';

/** What of a data set is larger than the program takes. */
export type DataMeasure =
  | 'bytes'
  | 'classes'
  | 'columns'
  | 'dimensions'
  | 'examples'
  | 'pixels'
  | 'row-bytes'
  | 'unpacked-bytes';

/** What is wrong with a file of a data set; each has a sentence of its own. */
export type DataOffence =
  | 'array-missing'
  | 'column-repeated'
  | 'columns-count'
  | 'compression'
  | 'dtype'
  | 'ended-early'
  | 'header'
  | 'magic'
  | 'not-decodable'
  | 'not-json'
  | 'not-object'
  | 'not-utf8'
  | 'quotes'
  | 'shape'
  | 'trailing-data';

/** What is wrong with an answer of a hub; each has a sentence of its own. */
export type HubOffence =
  | 'commit'
  | 'digest'
  | 'endpoint'
  | 'name'
  | 'name-twice'
  | 'not-json'
  | 'other-origin'
  | 'range'
  | 'redirect-insecure'
  | 'redirects'
  | 'size'
  | 'too-long'
  | 'too-many-files';

/** What is wrong with a safetensors file; each has a sentence of its own. */
export type SafetensorsOffence =
  | 'too-short'
  | 'header-too-long'
  | 'header-past-end'
  | 'header-not-utf8'
  | 'header-byte-order-mark'
  | 'header-not-json'
  | 'header-not-object'
  | 'header-trailing-data'
  | 'metadata-invalid'
  | 'entry-invalid'
  | 'dtype-unknown'
  | 'shape-invalid'
  | 'offsets-invalid'
  | 'size-mismatch'
  | 'size-overflow'
  | 'tensors-overlap'
  | 'hole-in-data'
  | 'data-truncated'
  | 'data-trailing'
  | 'duplicate-tensor'
  | 'too-many-tensors'
  | 'too-many-dimensions';
