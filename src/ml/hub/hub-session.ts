import * as path from 'node:path';
import { isCancellation, modelsmithError } from '../../base/errors.js';
import type { Files } from '../../base/ports.js';
import { isWeightFile } from '../tensors/foreign-format.js';
import { hasBytes } from './fetch-blob.js';
import { cachedCommit, cacheFolders, snapshotFile } from './hub-cache.js';
import type { HubConnection } from './hub-connection.js';
import { withRemoteFiles, type RemoteFolder } from './hub-files.js';
import type { HubDownload, HubFile, HubModel } from '../../protocol/hub-models.js';
import { listRepository } from './hub-listing.js';
import type { HubSettings } from './hub-settings.js';
import { isWholeModel } from './is-whole-model.js';
import { MAX_WHOLE_FILE_BYTES } from './limits.js';
import { RemoteFile } from './remote-file.js';
import { parseRepoReference } from './repo-reference.js';

interface FoundModel extends HubModel {
  /** By path in the cache; undefined where all that is needed is there. */
  readonly listed: ReadonlyMap<string, HubFile> | undefined;
}

export interface HubSessionOptions {
  readonly settings: HubSettings;
  /** Made when it is needed. */
  readonly connection: () => HubConnection;
  /** The disk. */
  readonly files: Files;
  readonly signal: AbortSignal;
}

/** What belongs to a model besides its weights: configuration, tokenizer, code, licence. */
const COMPANIONS = /\.(json|txt|model|py|jinja|tiktoken|md|vocab|bpe)$|^(LICENSE|NOTICE|USE_POLICY)/i;
/** Parts of sentence embedding models: `1_Pooling/config.json`. */
const PARTS = /^\d+_\w+\/[^/]+$/;

/**
 * Models of a hub, while something is being planned. The cache is asked first: a revision that it knows stays what it was,
 * and a model that is there as a whole needs no network. What isn't there is read in place, by ranges, through `files`.
 */
export class HubSession {
  readonly files: Files;
  private readonly found = new Map<string, Promise<FoundModel | undefined>>();
  private readonly models: FoundModel[] = [];
  private readonly opened = new Set<string>();

  constructor(private readonly options: HubSessionOptions) {
    this.files = withRemoteFiles(options.files, {
      folder: (folder) => this.folderAt(folder),
      bytes: (file) => this.listedAt(file)?.file.bytes,
      open: (file) => {
        const found = this.listedAt(file);
        const { connection, signal } = options;
        return (
          found && new RemoteFile(file, { connection: connection(), reference: found.model, file: found.file, signal })
        );
      },
      onOpen: (file) => {
        this.opened.add(file);
      },
    });
  }

  /**
   * The model that `owner/name` or `owner/name@revision` names; undefined for what can't be such a name. Throws
   * `hub-offline` where the network is needed and may not be used, and what `listRepository` throws.
   */
  async find(reference: string): Promise<HubModel | undefined> {
    const known = this.found.get(reference) ?? this.resolve(reference);
    this.found.set(reference, known);
    return known;
  }

  /** What of the models that were found has to be fetched: what was opened, and what belongs to it. */
  async downloads(): Promise<readonly HubDownload[]> {
    const downloads: HubDownload[] = [];
    for (const [index, { listed }] of this.models.entries()) {
      const missing: HubFile[] = [];
      for (const [place, file] of listed ?? []) {
        if ((this.opened.has(place) || isCompanion(file)) && !(await hasBytes(place, file.bytes))) {
          missing.push(file);
        }
      }
      const model = this.pins[index];
      if (missing.length > 0 && model !== undefined) {
        downloads.push({ ...model, files: missing });
      }
    }
    return downloads;
  }

  /** All models that were found, as they are to be remembered. */
  get pins(): readonly HubModel[] {
    return this.models.map(({ reference, repo, revision, commit, folder }) => ({
      reference,
      repo,
      revision,
      commit,
      folder,
    }));
  }

  private async resolve(reference: string): Promise<FoundModel | undefined> {
    const parsed = parseRepoReference(reference);
    if (parsed === undefined) {
      return undefined;
    }
    const { settings, connection, files, signal } = this.options;
    const cache = cacheFolders(settings.cache, parsed.repo);
    const modelAt = (commit: string): Omit<FoundModel, 'listed'> => {
      return { ...parsed, reference, commit, folder: path.join(cache.snapshots, commit) };
    };
    const commit = await cachedCommit(cache, parsed);
    const state = commit === undefined ? 'absent' : await isWholeModel(files, modelAt(commit).folder);
    if (commit !== undefined && (state === 'whole' || (state === 'weights' && settings.isOffline))) {
      return this.take({ ...modelAt(commit), listed: undefined });
    }
    if (settings.isOffline) {
      throw modelsmithError('hub-offline', { ...parsed, cache: settings.cache });
    }
    try {
      const listing = await listRepository(connection(), { ...parsed, revision: commit ?? parsed.revision }, signal);
      const model = modelAt(listing.commit);
      const listed = listing.files.map((file): [string, HubFile] => [
        snapshotFile(cache, listing.commit, file.name),
        file,
      ]);
      return this.take({ ...model, listed: new Map(listed) });
    } catch (thrown) {
      // The weights are here, and whether there is more can't be found out.
      if (commit !== undefined && state === 'weights' && !isCancellation(thrown)) {
        return this.take({ ...modelAt(commit), listed: undefined });
      }
      throw thrown;
    }
  }

  private take(model: FoundModel): FoundModel {
    this.models.push(model);
    return model;
  }

  private listedAt(place: string): { readonly model: FoundModel; readonly file: HubFile } | undefined {
    for (const model of this.models) {
      const file = model.listed?.get(place);
      if (file !== undefined) {
        return { model, file };
      }
    }
    return undefined;
  }

  private folderAt(place: string): RemoteFolder | undefined {
    const model = this.models.find(
      ({ folder, listed }) => listed !== undefined && (place === folder || place.startsWith(folder + path.sep)),
    );
    const names = new Set<string>();
    for (const file of model?.listed?.keys() ?? []) {
      const relative = path.relative(place, file);
      if (relative !== '' && !relative.startsWith('..')) {
        names.add(relative.split(path.sep)[0] ?? relative);
      }
    }
    return names.size === 0 && place !== model?.folder ? undefined : { names: [...names] };
  }
}

function isCompanion({ name, bytes }: HubFile): boolean {
  const isPlain = !name.includes('/') && !name.startsWith('.') && COMPANIONS.test(name) && !isWeightFile(name);
  return bytes <= MAX_WHOLE_FILE_BYTES && (isPlain || PARTS.test(name));
}
