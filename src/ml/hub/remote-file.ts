import type { OpenFile } from '../../base/ports.js';
import { modelsmithError } from '../../base/errors.js';
import { fileAddress } from './fetch-blob.js';
import type { HubConnection } from './hub-connection.js';
import { statusError } from './hub-listing.js';
import type { HubFile } from '../../protocol/hub-models.js';
import { MAX_WHOLE_FILE_BYTES } from './limits.js';
import type { RepoReference } from './repo-reference.js';

/** Fetched at once at least: a header of a large model takes two requests then, its length and itself. */
const WINDOW_BYTES = 1 << 18;

/** A file of a repository that is read where it is, by HTTP ranges. */
export class RemoteFile implements OpenFile {
  readonly bytes: number;
  private window: { readonly start: number; readonly content: Uint8Array } | undefined;

  constructor(
    /** What it is called in errors: where it will lie in the cache. */
    readonly path: string,
    private readonly from: {
      readonly connection: HubConnection;
      readonly reference: RepoReference & { readonly commit: string };
      readonly file: HubFile;
      readonly signal: AbortSignal;
    },
  ) {
    this.bytes = from.file.bytes;
  }

  async read(into: Uint8Array, position: number): Promise<void> {
    const end = position + into.length;
    if (end > this.bytes) {
      throw modelsmithError('file-unreadable', { file: this.path, reason: 'ended-early' }, { file: this.path });
    }
    if (into.length === 0) {
      return;
    }
    const { window } = this;
    if (window === undefined || position < window.start || end > window.start + window.content.length) {
      const last = Math.min(this.bytes, Math.max(end, position + WINDOW_BYTES));
      this.window = { start: position, content: await this.fetchRange(position, last) };
    }
    const { start, content } = this.window ?? { start: position, content: new Uint8Array(0) };
    into.set(content.subarray(position - start, end - start));
  }

  readSync(): void {
    // Nothing that works with data does so before the file is here.
    throw modelsmithError('file-missing', { file: this.path }, { file: this.path });
  }

  async close(): Promise<void> {
    this.window = undefined;
    return Promise.resolve();
  }

  /** The bytes from `start` up to `end`. Throws `hub-answer` when the hub gives others. */
  private async fetchRange(start: number, end: number): Promise<Uint8Array> {
    const { connection, reference, file, signal } = this.from;
    const { repo, commit } = reference;
    const response = await connection.request(fileAddress(connection.endpoint, { repo, commit, name: file.name }), {
      signal,
      headers: { 'accept-encoding': 'identity', range: `bytes=${String(start)}-${String(end - 1)}` },
    });
    if (response.status === 206) {
      const range = response.headers.get('content-range') ?? '';
      const content = await connection.readAnswer(response, end - start);
      if (!range.startsWith(`bytes ${String(start)}-`) || content.length !== end - start) {
        throw connection.fault('range', range);
      }
      return content;
    }
    if (response.status !== 200) {
      await response.body?.cancel();
      throw statusError(response.status, { ...reference, endpoint: connection.endpoint });
    }
    // A server without ranges: only what is small is read whole.
    if (file.bytes > MAX_WHOLE_FILE_BYTES) {
      await response.body?.cancel();
      throw connection.fault('range', file.name);
    }
    const whole = await connection.readAnswer(response, file.bytes);
    if (whole.length !== file.bytes) {
      throw connection.fault('range', file.name);
    }
    return whole.subarray(start, end);
  }
}
