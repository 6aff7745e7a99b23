import * as path from 'node:path';
import { modelsmithError, problem, type Problem } from '../../../base/errors.js';
import { isRecord } from '../../../base/plain-record.js';
import type { Files } from '../../../base/ports.js';
import { channelStatistics, type ChannelStatistics } from '../../../ml/data/batches/channel-statistics.js';
import type { Dataset } from '../../../ml/data/dataset.js';
import type { ExamplesOf } from '../../../ml/data/parts/find-duplicates.js';
import { openParts, type Parts } from '../../../ml/data/parts/open-parts.js';
import { createNetwork, type BuiltNetwork } from '../../../ml/networks/create-network.js';
import { loadWeights, matchWeights } from '../../../ml/networks/load-weights.js';
import type { NetworkDescription } from '../../../ml/networks/read-fields.js';
import { checkpointSource } from '../../../ml/networks/tensor-source.js';
import { imageSizes } from '../../../ml/scoring/image-batch.js';
import { recordedStatistics } from '../../../ml/scoring/recorded-statistics.js';
import type { ArrayPart } from '../../../ml/scoring/score-images.js';
import type { RowPart } from '../../../ml/scoring/score-rows.js';
import { openCheckpoint } from '../../../ml/tensors/checkpoint.js';
import { openEmbeddedTokenizer, openTokenizer, type OpenedTokenizer } from '../../../ml/tokenizers/open-tokenizer.js';
import type { TrainSpec } from '../spec/schema.js';
import { describeAugmentation, describeParts } from './describe-data.js';
import { classNames, describeNetwork } from './describe-network.js';
import { isHeadWeight } from './head-weights.js';
import { imageTask } from './image-task.js';
import type { LearningTask } from './learning-task.js';
import { languageTask, sequenceTask, textClassificationTask } from './text-tasks.js';

/** Height, width and channels. */
const IMAGE_RANK = 3;

/** What a stage of training needs of its experiment: which network, which data. */
export type SessionSpec = Pick<
  TrainSpec,
  'network' | 'model' | 'fresh_head' | 'tokenizer' | 'data' | 'batch_size' | 'label_smoothing'
>;

export interface SessionOptions {
  readonly files: Files;
  /** The folder that relative paths start from (absolute). */
  readonly folder: string;
  /** Where the embedded tokenizer's files may be put (absolute); undefined where nothing may be written. */
  readonly scratch: string | undefined;
  readonly seed: number;
  readonly signal: AbortSignal;
  /** Compare the parts, measure the training set and have weights; a plan does none of it, its network is an outline. */
  readonly readsAll: boolean;
}

/** A network, what it learns, and what a checkpoint of it holds besides its weights. To be closed. */
export interface Session {
  readonly task: LearningTask;
  readonly built: BuiltNetwork;
  readonly parts: Parts;
  readonly warnings: readonly Problem[];
  /** Files of a checkpoint, by name. */
  readonly companions: ReadonlyMap<string, string | { readonly copyOf: string }>;
  /** How images are normalised; undefined where they aren't. */
  readonly statistics: ChannelStatistics | undefined;
  /** What the network was built from. */
  readonly description: NetworkDescription;
  close(): Promise<void>;
}

/** Opens data, tokenizer and network. Throws `train-…`, `data-…`, `network-…`, `tokenizer-…` and `checkpoint-…` errors. */
export async function openSession(spec: SessionSpec, options: SessionOptions): Promise<Session> {
  const { files, folder, signal, seed, readsAll } = options;
  const parts = await openParts(describeParts(spec.data), {
    files,
    folder,
    signal,
    seed,
    findsDuplicates: readsAll && spec.data.find_duplicates,
  });
  try {
    const { dataset } = parts.train;
    const tokenizer = dataset.kind === 'rows' ? await tokenizerOf(spec, options) : undefined;
    const description = await descriptionOf(spec, dataset, { ...options, tokenizer });
    const statistics = await statisticsOf(spec, parts.train, { description, readsAll, signal });
    const built = await networkOf(spec, description, options);
    try {
      const task = taskOf(built, { spec, parts, tokenizer, statistics, seed, description });
      return {
        task,
        built,
        parts,
        warnings: [...parts.warnings, ...labelWarnings(spec.data.train, built, description)],
        statistics,
        companions: companionsOf(description, { dataset, tokenizer, statistics }),
        description,
        close: async () => {
          built.network.dispose();
          await parts.close();
        },
      };
    } catch (thrown) {
      built.network.dispose();
      throw thrown;
    }
  } catch (thrown) {
    await parts.close();
    throw thrown;
  }
}

async function tokenizerOf(spec: SessionSpec, options: SessionOptions): Promise<OpenedTokenizer> {
  const { files, folder, scratch } = options;
  const named = spec.tokenizer ?? spec.model;
  if (named !== undefined) {
    return openTokenizer(files, path.resolve(folder, named));
  }
  const { train } = spec.data;
  if ('features' in train && train.features === undefined && train.text === undefined) {
    throw modelsmithError('train-columns', {}, { key: 'data.train' });
  }
  if (train.format !== 'zipf-world') {
    throw modelsmithError('train-tokenizer', {}, { key: 'tokenizer' });
  }
  return openEmbeddedTokenizer(files, scratch);
}

async function descriptionOf(
  { network, model, fresh_head: isFresh }: SessionSpec,
  dataset: Dataset,
  { files, folder, tokenizer, signal }: SessionOptions & { readonly tokenizer: OpenedTokenizer | undefined },
): Promise<NetworkDescription> {
  if (network !== undefined) {
    const shape = dataset.kind === 'arrays' ? { shape: dataset.shape } : {};
    return describeNetwork(network, { ...dataset, ...shape }, tokenizer?.tokenizer);
  }
  if (model === undefined) {
    throw modelsmithError('train-network', {}, { key: 'network' });
  }
  const checkpoint = await openCheckpoint(files, path.resolve(folder, model), signal);
  if (!isRecord(checkpoint.config)) {
    const file = path.join(checkpoint.folder, 'config.json');
    throw modelsmithError('file-missing', { file }, { file, key: 'model' });
  }
  return isFresh && dataset.labels !== undefined ? withClasses(checkpoint.config, dataset.classes) : checkpoint.config;
}

/** The description with as many classes as the data have. */
function withClasses(config: NetworkDescription, classes: readonly string[]): NetworkDescription {
  if (typeof config['type'] === 'string') {
    return { ...config, classes: classes.length };
  }
  return {
    ...config,
    num_labels: undefined,
    ...classNames(classes),
  };
}

async function networkOf(
  { model, fresh_head: isFresh }: SessionSpec,
  description: NetworkDescription,
  { files, folder, seed, signal, readsAll }: SessionOptions,
): Promise<BuiltNetwork> {
  const options = { seed, isOutline: !readsAll };
  if (model === undefined) {
    return createNetwork(description, { ...options, where: { key: 'network' } });
  }
  const checkpoint = await openCheckpoint(files, path.resolve(folder, model), signal);
  const built = createNetwork(description, {
    ...options,
    hasTensor: (name) => checkpoint.tensors.has(name),
    where: { file: path.join(checkpoint.folder, 'config.json') },
  });
  try {
    const source = withoutHead(checkpointSource(files, checkpoint), isFresh);
    const rules = isFresh ? { mayKeep: isHeadWeight } : {};
    if (readsAll) {
      await loadWeights(built.network, source, { signal, ...rules });
    } else {
      matchWeights(built.network, source, rules);
    }
    return built;
  } catch (thrown) {
    built.network.dispose();
    throw thrown;
  }
}

/** A fresh head begins anew also where the old one would fit. */
function withoutHead(source: ReturnType<typeof checkpointSource>, isFresh: boolean): typeof source {
  return { ...source, find: (name) => (isFresh && isHeadWeight({ name }) ? undefined : source.find(name)) };
}

/** How the network's images are normalised: as it was trained with, else as the training set wants it. */
async function statisticsOf(
  { data, model }: SessionSpec,
  { dataset, indices }: ExamplesOf,
  options: { readonly description: NetworkDescription; readonly readsAll: boolean; readonly signal: AbortSignal },
): Promise<ChannelStatistics | undefined> {
  const { description, readsAll, signal } = options;
  if (dataset.kind === 'rows' || !data.normalise) {
    return undefined;
  }
  const known = model === undefined ? undefined : recordedStatistics(description);
  return known ?? (readsAll ? channelStatistics(dataset, indices, signal) : undefined);
}

function companionsOf(
  description: NetworkDescription,
  {
    dataset,
    tokenizer,
    statistics,
  }: {
    readonly dataset: Dataset;
    readonly tokenizer: OpenedTokenizer | undefined;
    readonly statistics: ChannelStatistics | undefined;
  },
): Session['companions'] {
  const isText = typeof description['model_type'] === 'string';
  const labels = isText || dataset.classes.length === 0 ? {} : { labels: dataset.classes };
  const config = { ...description, ...labels, ...(statistics === undefined ? {} : { normalisation: statistics }) };
  return new Map<string, string | { readonly copyOf: string }>([
    ['config.json', `${JSON.stringify(config, null, 2)}\n`],
    ...(tokenizer?.companions ?? []),
  ]);
}

function taskOf(
  built: BuiltNetwork,
  {
    spec,
    parts,
    tokenizer,
    statistics,
    seed,
    description,
  }: {
    readonly spec: SessionSpec;
    readonly parts: Parts;
    readonly tokenizer: OpenedTokenizer | undefined;
    readonly statistics: ChannelStatistics | undefined;
    readonly seed: number;
    readonly description: NetworkDescription;
  },
): LearningTask {
  const { train, validation, test } = parts;
  checkAugmentation(spec.data, train.dataset);
  const common = { seed, batchSize: spec.batch_size, smoothing: spec.label_smoothing };
  if (built.task === 'image-classification') {
    const { network } = built;
    checkClasses(network.classes, train.dataset, description);
    checkImages(description, train.dataset);
    const augmentation = describeAugmentation(spec.data.augment);
    return imageTask({
      ...common,
      network,
      train: arrays(train),
      validation: validation && arrays(validation),
      test: test && arrays(test),
      statistics,
      augmentation,
    });
  }
  if (tokenizer === undefined) {
    throw modelsmithError('train-data', { data: 'arrays', network: typeOf(description) }, { key: 'data.train' });
  }
  const options = {
    ...common,
    train: rows(train),
    validation: validation && rows(validation),
    test: test && rows(test),
    tokenizer: tokenizer.tokenizer,
    maxTokens: spec.data.max_tokens,
  };
  switch (built.task) {
    case 'text-classification':
      checkClasses(built.network.classes, train.dataset, description);
      return textClassificationTask(built.network, options);
    case 'causal-language-model':
      return languageTask(built.network, options);
    case 'encoder-decoder':
      return sequenceTask(built.network, options);
  }
}

/** Throws `train-data` and `train-classes` where labels are missing or don't fit the network's. */
function checkClasses(expected: number, { labels, classes }: Dataset, description: NetworkDescription): void {
  if (labels === undefined) {
    throw modelsmithError('train-data', { data: 'unlabelled', network: typeOf(description) }, { key: 'data.train' });
  }
  if (classes.length !== expected) {
    throw modelsmithError('train-classes', { expected, found: classes.length }, { key: 'data.train' });
  }
}

/** Classes beside texts that only texts are learnt from. */
function labelWarnings(
  train: SessionSpec['data']['train'],
  built: BuiltNetwork,
  description: NetworkDescription,
): readonly Problem[] {
  const isLearnt = built.task === 'image-classification' || built.task === 'text-classification';
  const column = 'label' in train ? train.label : undefined;
  return isLearnt || column === undefined
    ? []
    : [problem('train-label-unused', { column, network: typeOf(description) }, { key: 'data.train' }, 'warning')];
}

/** Throws `train-augment` where what is to be changed as images isn't images. */
function checkAugmentation({ augment }: SessionSpec['data'], dataset: Dataset): void {
  if (augment !== undefined && (dataset.kind === 'rows' || dataset.shape.length !== IMAGE_RANK)) {
    const data = dataset.kind === 'rows' ? 'texts' : 'numbers';
    throw modelsmithError('train-augment', { data }, { key: 'data.augment' });
  }
}

/** Throws `train-images` where images have another size than the network was built for. */
function checkImages(description: NetworkDescription, dataset: Dataset): void {
  const { image } = description;
  const found = dataset.kind === 'arrays' ? imageSizes(dataset.shape) : [];
  const expected = isRecord(image) ? [image['height'], image['width'], image['channels']] : found;
  if (String(expected) !== String(found)) {
    throw modelsmithError('train-images', { expected: expected.map(Number), found }, { key: 'data.train' });
  }
}

function typeOf(description: NetworkDescription): string {
  return String(description['type'] ?? description['model_type']);
}

function arrays({ dataset, indices }: ExamplesOf): ArrayPart {
  if (dataset.kind !== 'arrays') {
    throw modelsmithError('train-data', { data: 'rows', network: 'image-classification' }, { key: 'data.train' });
  }
  return { dataset, indices };
}

function rows({ dataset, indices }: ExamplesOf): RowPart {
  if (dataset.kind !== 'rows') {
    throw modelsmithError('train-data', { data: 'arrays', network: 'text' }, { key: 'data.train' });
  }
  return { dataset, indices };
}
