import { createHash } from 'node:crypto';
import * as http from 'node:http';
import type { AddressInfo } from 'node:net';

/** A file of the fake hub's repository. */
export interface ServedFile {
  readonly content: Uint8Array;
  /** Large files are LFS objects, served by another origin. */
  readonly isLarge: boolean;
}

/** What goes wrong with the next answers. */
export interface Faults {
  /** Cut the connection after so many bytes of a file, one entry an answer. */
  cuts: number[];
  /** Send so many bytes of a large file and then nothing more, one entry an answer. */
  stalls: number[];
  /** Answer with these statuses first. */
  statuses: { readonly status: number; readonly retryAfter?: string }[];
  /** Answer a range request with 416. */
  refuseRanges: number;
  /** Answer a range request with the whole file. */
  ignoreRanges: boolean;
  /** Flip a bit of so many files. */
  wrongBytes: number;
  /** Take the place of the listing. */
  listing: unknown;
  /** Take the place of a redirect to the storage. */
  redirect: string | undefined;
  /** Refuse who comes without this token. */
  token: string | undefined;
  /** Cut the connection in the middle of so many uploads. */
  uploadCuts: number;
}

export interface SeenRequest {
  readonly server: 'hub' | 'storage';
  readonly method: string;
  readonly url: string;
  readonly range: string | undefined;
  readonly authorization: string | undefined;
}

/** Smaller answers are never stalled. */
const STALL_FROM = 10_000;

/** The name that a Git LFS server, and the cache, know a file by. */
export const sha256Of = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex');
/** The name that git gives a file. */
export const gitHashOf = (content: Uint8Array): string =>
  createHash('sha1')
    .update(`blob ${String(content.length)}\0`)
    .update(content)
    .digest('hex');

/**
 * A hub on loopback with one repository at one commit, and a storage on another port (another origin), to which large files
 * are redirected. It speaks what a download and an upload need: revisions, trees, `resolve` with ranges (the 1-byte probe is
 * answered by 206), preupload, LFS batches and commits.
 */
export class HubServer {
  readonly repo = 'someone/model';
  readonly commit = 'c0ffee'.padEnd(40, '0');
  readonly files = new Map<string, ServedFile>();
  readonly requests: SeenRequest[] = [];
  /** Objects of the storage by SHA-256: those that were uploaded. */
  readonly objects = new Map<string, Uint8Array>();
  /** Lines of the commits that were made. */
  readonly commits: { readonly key: string; readonly value: Readonly<Record<string, unknown>> }[][] = [];
  created: Readonly<Record<string, unknown>> | undefined;
  exists = true;
  readonly faults: Faults = {
    cuts: [],
    stalls: [],
    statuses: [],
    refuseRanges: 0,
    ignoreRanges: false,
    wrongBytes: 0,
    listing: undefined,
    redirect: undefined,
    token: undefined,
    uploadCuts: 0,
  };
  private readonly hub = http.createServer((request, response) => void this.answer('hub', request, response));
  private readonly storage = http.createServer((request, response) => void this.answer('storage', request, response));

  /** Starts both servers on free ports. */
  static async start(): Promise<HubServer> {
    const server = new HubServer();
    await Promise.all([listen(server.hub), listen(server.storage)]);
    return server;
  }

  get endpoint(): string {
    return addressOf(this.hub);
  }

  get storageEndpoint(): string {
    return addressOf(this.storage);
  }

  put(name: string, content: Uint8Array | string, isLarge = false): void {
    this.files.set(name, {
      content: typeof content === 'string' ? new TextEncoder().encode(content) : content,
      isLarge,
    });
  }

  /** Requests for the content of a file. */
  downloadsOf(name: string): readonly SeenRequest[] {
    const file = this.files.get(name);
    const key = file === undefined ? '' : sha256Of(file.content);
    return this.requests.filter(({ url, server }) =>
      server === 'storage'
        ? url.includes(key)
        : url.endsWith(`/resolve/${this.commit}/${name}`) && file?.isLarge === false,
    );
  }

  async close(): Promise<void> {
    for (const server of [this.hub, this.storage]) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  }

  private async answer(
    server: 'hub' | 'storage',
    request: http.IncomingMessage,
    response: http.ServerResponse,
  ): Promise<void> {
    const { url = '', method = 'GET', headers } = request;
    const seen = { server, method, url, range: headers.range, authorization: headers.authorization };
    this.requests.push(seen);
    if (server === 'storage' && method === 'PUT' && this.faults.uploadCuts > 0) {
      this.faults.uploadCuts -= 1;
      request.socket.destroy();
      return;
    }
    const parts: Buffer[] = [];
    for await (const part of request) {
      parts.push(part as Buffer);
    }
    const body = Buffer.concat(parts);
    const fault = this.faults.statuses.shift();
    if (fault !== undefined) {
      response.writeHead(fault.status, fault.retryAfter === undefined ? {} : { 'retry-after': fault.retryAfter });
      response.end();
    } else if (server === 'storage') {
      this.answerFromStorage(request, response, body);
    } else {
      this.answerFromHub(request, response, body);
    }
  }

  private answerFromStorage(request: http.IncomingMessage, response: http.ServerResponse, body: Buffer): void {
    const { url = '', method } = request;
    const key = url.split('/').at(-1) ?? '';
    if (method === 'PUT') {
      const isRight = sha256Of(body) === key;
      if (isRight) {
        this.objects.set(key, body);
      }
      response.writeHead(isRight ? 200 : 400).end();
      return;
    }
    const file = [...this.files.values()].find(({ content }) => sha256Of(content) === key);
    if (file === undefined) {
      response.writeHead(404).end();
    } else {
      this.sendFile(request, response, file.content);
    }
  }

  private answerFromHub(request: http.IncomingMessage, response: http.ServerResponse, body: Buffer): void {
    const { url = '', method } = request;
    const { pathname } = new URL(url, this.endpoint);
    const isWelcome =
      this.faults.token === undefined || request.headers.authorization === `Bearer ${this.faults.token}`;
    if (!isWelcome) {
      sendJson(response, 401, { error: 'Repository not found' });
    } else if (method === 'POST') {
      this.answerUpload(pathname, body, response);
    } else if (!this.exists || !pathname.includes(`/${this.repo}`)) {
      sendJson(response, 404, { error: 'Repository not found' });
    } else if (pathname.startsWith(`/api/models/${this.repo}/revision/`)) {
      const revision = decodeURIComponent(pathname.split('/revision/')[1] ?? '');
      const isKnown = ['main', 'HEAD', 'v1', this.commit].includes(revision);
      sendJson(response, isKnown ? 200 : 404, isKnown ? this.info() : { error: 'Invalid rev id: revision' });
    } else if (pathname.startsWith(`/api/models/${this.repo}/tree/`)) {
      sendJson(response, 200, this.faults.listing ?? this.tree());
    } else if (pathname === `/api/models/${this.repo}`) {
      sendJson(response, 200, this.info());
    } else {
      this.resolve(request, response, decodeURIComponent(pathname.split(`/resolve/${this.commit}/`)[1] ?? ''));
    }
  }

  private info(): unknown {
    return { _id: '1', id: this.repo, sha: this.commit, private: false, lastModified: '2024-01-01T00:00:00.000Z' };
  }

  private tree(): unknown {
    return [...this.files].map(([path, { content, isLarge }]) => ({
      type: 'file',
      path,
      size: content.length,
      oid: gitHashOf(content),
      ...(isLarge ? { lfs: { oid: sha256Of(content), size: content.length, pointerSize: 130 } } : {}),
    }));
  }

  private resolve(request: http.IncomingMessage, response: http.ServerResponse, name: string): void {
    const file = this.files.get(name);
    if (file === undefined) {
      response.writeHead(404).end();
    } else if (file.isLarge) {
      const location = this.faults.redirect ?? `${this.storageEndpoint}/objects/${sha256Of(file.content)}`;
      response.writeHead(302, { location, 'x-linked-etag': `"${sha256Of(file.content)}"` }).end();
    } else {
      this.sendFile(request, response, file.content);
    }
  }

  private sendFile(request: http.IncomingMessage, response: http.ServerResponse, content: Uint8Array): void {
    const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
    if (range !== null && this.faults.refuseRanges > 0) {
      this.faults.refuseRanges -= 1;
      response.writeHead(416, { 'content-range': `bytes */${String(content.length)}` }).end();
      return;
    }
    const isPart = range !== null && !this.faults.ignoreRanges;
    const start = isPart ? Number(range[1]) : 0;
    const end = isPart && range[2] !== '' ? Math.min(content.length, Number(range[2]) + 1) : content.length;
    if (start >= content.length && content.length > 0) {
      response.writeHead(416, { 'content-range': `bytes */${String(content.length)}` }).end();
      return;
    }
    const part = content.slice(start, end);
    if (this.faults.wrongBytes > 0 && part.length > 0) {
      this.faults.wrongBytes -= 1;
      part[0] = (part[0] ?? 0) ^ 1;
    }
    response.writeHead(isPart ? 206 : 200, {
      'content-length': part.length,
      'accept-ranges': 'bytes',
      ...(isPart ? { 'content-range': `bytes ${String(start)}-${String(end - 1)}/${String(content.length)}` } : {}),
    });
    // Reading a header names its end; a download doesn't.
    const isDownload = part.length > STALL_FROM && (range === null || range[2] === '');
    const stall = isDownload ? this.faults.stalls.shift() : undefined;
    if (stall !== undefined) {
      response.write(part.slice(0, stall));
      return;
    }
    const cut = this.faults.cuts.shift();
    if (cut !== undefined && cut < part.length) {
      response.write(part.slice(0, cut), () => response.destroy());
    } else {
      response.end(part);
    }
  }

  private answerUpload(pathname: string, body: Buffer, response: http.ServerResponse): void {
    if (pathname === '/api/repos/create') {
      this.created = JSON.parse(body.toString()) as Record<string, unknown>;
      this.exists = true;
      sendJson(response, 200, { url: `${this.endpoint}/${this.repo}`, id: this.repo });
    } else if (pathname.includes('/preupload/')) {
      const { files } = JSON.parse(body.toString()) as { files: { path: string; size: number }[] };
      const answer = files.map(({ path }) => ({
        path,
        uploadMode: path.endsWith('.safetensors') ? 'lfs' : 'regular',
        shouldIgnore: false,
      }));
      sendJson(response, 200, { files: answer });
    } else if (pathname.endsWith('/info/lfs/objects/batch')) {
      const { objects } = JSON.parse(body.toString()) as { objects: { oid: string; size: number }[] };
      const answer = objects.map(({ oid, size }) => ({
        oid,
        size,
        ...(this.objects.has(oid) ? {} : { actions: { upload: { href: `${this.storageEndpoint}/upload/${oid}` } } }),
      }));
      sendJson(response, 200, { transfer: 'basic', objects: answer });
    } else if (pathname.includes('/commit/')) {
      const lines = body.toString().split('\n');
      this.commits.push(lines.map((line) => JSON.parse(line) as { key: string; value: Record<string, unknown> }));
      const oid = 'decade'.padEnd(40, '1');
      sendJson(response, 200, {
        commitOid: oid,
        commitUrl: `${this.endpoint}/${this.repo}/commit/${oid}`,
        hookOutput: '',
      });
    } else {
      response.writeHead(404).end();
    }
  }
}

function sendJson(response: http.ServerResponse, status: number, value: unknown): void {
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  response.writeHead(status, headers).end(JSON.stringify(value));
}

async function listen(server: http.Server): Promise<void> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
}

function addressOf(server: http.Server): string {
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
}
