import * as path from 'node:path';
import { modelsmithError } from '../../../base/errors.js';
import type { Files, FileStat, OpenFile } from '../../../base/ports.js';
import type { IndividualId } from '../../../ml/search/lineage.js';
import { layoutShards, type ShardLayout } from '../../../ml/tensors/shard-layout.js';
import { bytesOf, encodeFromFloat32, isFloatDtype, type Dtype } from '../../../ml/tensors/dtypes.js';
import type { GenomeTensor } from './members.js';
import type { PopulationReader } from './population-reader.js';

/** The one file of weights that an individual's folder holds. */
const WEIGHTS = 'model.safetensors';
/** Ends the name of a folder whose floats are all float32, as they are before they are rounded. */
const UNROUNDED = '.float32';

/** A tensor of an individual's file. */
interface VirtualTensor {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly genome: GenomeTensor;
}
type Layout = ShardLayout<VirtualTensor>;

/**
 * Files among which every individual of a population has a folder that lies nowhere: its weights are computed from the
 * originals while they are read, its other files are those of the original that it descends from. Everything else is as in
 * the files behind it. So whatever reads checkpoints reads individuals, merges among them.
 */
export class PopulationFiles implements Files {
  readonly #layouts = new Map<string, Layout>();

  /** `root`: the folder (absolute) in which the individuals seem to lie. */
  constructor(
    private readonly files: Files,
    private readonly root: string,
    private readonly reader: PopulationReader,
  ) {}

  /** An individual's folder: `rounded` to the number formats of its original, or float32 as it evolves. */
  folderOf(id: IndividualId, form: 'rounded' | 'float32' = 'rounded'): string {
    return path.join(this.root, `${String(id)}${form === 'rounded' ? '' : UNROUNDED}`);
  }

  async stat(file: string): Promise<FileStat | undefined> {
    const place = this.placeOf(file);
    if (place === undefined) {
      return this.files.stat(file);
    }
    if (place.name === '') {
      return { bytes: 0, modifiedMs: 0, isFolder: true };
    }
    return place.name === WEIGHTS
      ? { bytes: this.layoutOf(place).bytes, modifiedMs: 0, isFolder: false }
      : this.files.stat(this.companion(place));
  }

  async list(folder: string): Promise<readonly string[]> {
    const place = this.placeOf(folder);
    if (place === undefined) {
      return this.files.list(folder);
    }
    const { companions, config } = this.reader.originalOf(place.id).checkpoint;
    const names = new Set([...companions, ...(config === undefined ? [] : ['config.json']), WEIGHTS]);
    return place.name === '' ? [...names].sort() : [];
  }

  async open(file: string): Promise<OpenFile> {
    const place = this.placeOf(file);
    if (place === undefined) {
      return this.files.open(file);
    }
    return place.name === WEIGHTS ? this.openWeights(file, place) : this.files.open(this.companion(place));
  }

  async readSmall(file: string, maxBytes: number): Promise<Uint8Array> {
    const place = this.placeOf(file);
    if (place?.name === WEIGHTS) {
      throw modelsmithError('file-unreadable', { file, reason: 'too-large' }, { file });
    }
    return this.files.readSmall(place === undefined ? file : this.companion(place), maxBytes);
  }

  async copy(from: string, to: string): Promise<void> {
    const place = this.placeOf(from);
    return this.files.copy(place === undefined ? from : this.companion(place), to);
  }

  async realPath(file: string): Promise<string | undefined> {
    return this.placeOf(file) === undefined ? this.files.realPath(file) : file;
  }

  create: Files['create'] = (...args) => this.files.create(...args);
  writeAtomically: Files['writeAtomically'] = (...args) => this.files.writeAtomically(...args);
  rename: Files['rename'] = (...args) => this.files.rename(...args);
  remove: Files['remove'] = (...args) => this.files.remove(...args);
  makeFolder: Files['makeFolder'] = (...args) => this.files.makeFolder(...args);
  freeBytes: Files['freeBytes'] = (...args) => this.files.freeBytes(...args);
  isWritable: Files['isWritable'] = (...args) => this.files.isWritable(...args);

  /** Which individual's folder or file a path is; undefined outside the population. */
  private placeOf(file: string): Place | undefined {
    const [folder = '', name = '', ...deeper] = path.relative(this.root, file).split(path.sep);
    const match = /^(\d+)(\.float32)?$/.exec(folder);
    return match === null || deeper.length > 0
      ? undefined
      : { id: Number(match[1]), isRounded: match[2] === undefined, name };
  }

  /** The file of the original that stands for an individual's own. */
  private companion({ id, name }: Place): string {
    return path.join(this.reader.originalOf(id).checkpoint.folder, name);
  }

  private layoutOf({ id, isRounded }: Place): Layout {
    const original = this.reader.originalSlot(id);
    const key = `${String(original)} ${String(isRounded)}`;
    const known = this.#layouts.get(key);
    if (known !== undefined) {
      return known;
    }
    const tensors = this.reader.tensors.map((genome): VirtualTensor => {
      const stored = genome.places[original]?.dtype ?? 'F32';
      const dtype = isRounded || !isFloatDtype(stored) ? stored : 'F32';
      return { name: genome.name, dtype, shape: genome.shape, genome };
    });
    const [layout] = layoutShards(tensors, Number.MAX_SAFE_INTEGER).shards;
    if (layout === undefined) {
      throw new RangeError('a checkpoint has one shard at least');
    }
    this.#layouts.set(key, layout);
    return layout;
  }

  private openWeights(file: string, place: Place): OpenFile {
    const layout = this.layoutOf(place);
    return {
      path: file,
      bytes: layout.bytes,
      read: (into, position) => this.readWeights(place.id, layout, { into, position }),
      readSync: () => {
        throw new RangeError('individuals are computed while they are read');
      },
      close: async () => Promise.resolve(),
    };
  }

  /** Fills a buffer with any range of an individual's file: its head, then tensors, whose pieces are computed. */
  private async readWeights(
    id: IndividualId,
    { head, tensors, bytes }: Layout,
    { into, position }: { readonly into: Uint8Array; readonly position: number },
  ): Promise<void> {
    const end = position + into.length;
    if (end > bytes) {
      throw new RangeError('read past the end of an individual');
    }
    if (position < head.length) {
      into.set(head.subarray(position, Math.min(end, head.length)));
    }
    for (const tensor of tensors) {
      const from = Math.max(position, tensor.position);
      const to = Math.min(end, tensor.position + tensor.bytes);
      if (from < to) {
        const part = await this.tensorBytes(id, tensor, { from: from - tensor.position, to: to - tensor.position });
        into.set(part, from - position);
      }
    }
  }

  /** The bytes of a tensor from `from` to `to`. */
  private async tensorBytes(
    id: IndividualId,
    { genome, dtype }: VirtualTensor,
    { from, to }: { readonly from: number; readonly to: number },
  ): Promise<Uint8Array> {
    const stored = genome.places[this.reader.originalSlot(id)]?.dtype;
    if (!isFloatDtype(dtype) || (!genome.evolves && dtype === stored)) {
      return this.reader.copiedBytes(id, genome, { from, to });
    }
    const width = bytesOf(dtype, 1);
    const start = Math.floor(from / width);
    const length = Math.ceil(to / width) - start;
    const encoded = new Uint8Array(bytesOf(dtype, length));
    await this.reader.read(id, genome, { start, length }, (values) => {
      encodeFromFloat32(values, dtype, encoded);
    });
    return encoded.subarray(from - start * width, to - start * width);
  }
}

interface Place {
  readonly id: IndividualId;
  readonly isRounded: boolean;
  /** Of the file; empty for the folder. */
  readonly name: string;
}
