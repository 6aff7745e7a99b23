import * as path from 'node:path';
import { nodeFiles } from '../../../src/worker/node-files.js';
import { lockHubFolder } from '../../../src/worker/hub-lock.js';
import { fetchDownloads } from '../../../src/ml/hub/fetch-downloads.js';
import { HubConnection } from '../../../src/ml/hub/hub-connection.js';
import { HubSession } from '../../../src/ml/hub/hub-session.js';
import type { HubSettings } from '../../../src/ml/hub/hub-settings.js';
import type { HubServer } from '../../fakes/hub-server.js';
import { safetensorsBytes } from '../../fakes/safetensors-bytes.js';

/** A client of a fake hub with a cache of its own; its waits take no time and are kept. */
export class HubBench {
  readonly waits: number[] = [];
  readonly settings: HubSettings;
  readonly connection: HubConnection;
  readonly progress: (readonly [number, number])[] = [];
  readonly signal: AbortSignal;

  constructor(
    server: Pick<HubServer, 'endpoint'>,
    cache: string,
    options: { readonly token?: string; readonly isOffline?: boolean; readonly signal?: AbortSignal } = {},
  ) {
    this.settings = { endpoint: server.endpoint, cache, isOffline: options.isOffline ?? false };
    this.signal = options.signal ?? new AbortController().signal;
    this.connection = new HubConnection({
      endpoint: server.endpoint,
      token: () => Promise.resolve(options.token),
      sleep: (ms) => {
        this.waits.push(ms);
        return Promise.resolve();
      },
    });
  }

  session(): HubSession {
    const { settings, connection, signal } = this;
    return new HubSession({ settings, connection: () => connection, files: nodeFiles, signal });
  }

  /** Opens what is named of a model, as a plan does, and fetches it; returns the snapshot's folder. */
  async fetch(reference: string, opened: readonly string[] = ['model.safetensors']): Promise<string> {
    const session = this.session();
    const model = await session.find(reference);
    for (const name of opened) {
      await (await session.files.open(path.join(model?.folder ?? '', name))).close();
    }
    await fetchDownloads(await session.downloads(), {
      settings: this.settings,
      connection: this.connection,
      lock: lockHubFolder,
      signal: this.signal,
      onProgress: (done, total) => this.progress.push([done, total]),
    });
    return model?.folder ?? '';
  }
}

/** Numbers that differ everywhere, as a model of one tensor. */
export function someWeights(elements: number, seed = 1): Uint8Array {
  const data = Float32Array.from({ length: elements }, (_, i) => Math.sin(i * seed));
  return safetensorsBytes(new Map([['w', { dtype: 'F32', shape: [elements], data }]]));
}

/** Puts a small model into a fake hub; returns its weights. */
export function putModel(server: HubServer, elements = 50_000): Uint8Array {
  const weights = someWeights(elements);
  server.put('config.json', '{"model_type":"llama"}');
  server.put('tokenizer.json', '{"model":{"vocab":{}}}');
  server.put('model.safetensors', weights, true);
  server.put('pytorch_model.bin', new Uint8Array(1000), true);
  server.put('README.md', '# A model');
  server.put('pictures/large.png', new Uint8Array(10), true);
  return weights;
}
