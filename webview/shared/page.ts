import * as l10n from '@vscode/l10n';
import type {
  FromView,
  KeptState,
  RunHeader,
  ToView,
  ViewMethod,
  ViewMethods,
} from '../../src/protocol/view-messages.js';

interface VsCodeApi {
  postMessage(message: FromView, transfer?: Transferable[]): void;
  getState(): unknown;
  setState(state: KeptState): void;
}
declare function acquireVsCodeApi(): VsCodeApi;

/** What the host sends after the page has started, but responses. */
export type HostMessage = Exclude<ToView, { type: 'response' }>;

/** The page's end of `protocol/view-messages.ts`. */
export interface Page {
  readonly language: string;
  /** The run that the page was opened for. */
  readonly run: RunHeader;
  /** What the page kept before it was hidden or reloaded; checked by whoever reads it. */
  readonly kept: unknown;
  post(message: FromView): void;
  /** Asks the host; rejects with the host's sentence when it can't. */
  request<M extends ViewMethod>(method: M, params: ViewMethods[M]['params']): Promise<ViewMethods[M]['result']>;
  keep(state: KeptState): void;
  /** The one listener; gets what has come since the start as well. */
  listen(listener: (message: HostMessage) => void): void;
}

/** Says `ready` and waits for `start`; loads the texts before anything is drawn. Called once a page. */
export function openPage(): Promise<Page> {
  const api = acquireVsCodeApi();
  reportTrouble(api);
  const waiting: HostMessage[] = [];
  let listener = (message: HostMessage): void => void waiting.push(message);
  const requests = new Map<number, { resolve(result: unknown): void; reject(error: Error): void }>();
  let lastId = 0;

  const page = (start: HostMessage & { type: 'start' }): Page => ({
    language: start.language,
    run: start.run,
    kept: keptPage(api.getState(), start.run.key),
    post: (message) => api.postMessage(message),
    request: (method, params) =>
      new Promise((resolve, reject) => {
        lastId += 1;
        // The response of a method is the host's to give as its type says; ids keep them apart.
        requests.set(lastId, { resolve: (result) => resolve(result as ViewMethods[typeof method]['result']), reject });
        api.postMessage({ type: 'request', id: lastId, method, params } as FromView);
      }),
    keep: (state) => api.setState(state),
    listen(next) {
      listener = next;
      waiting.splice(0).forEach(next);
    },
  });

  return new Promise((resolve) => {
    let started = false;
    window.addEventListener('message', ({ data }: MessageEvent<ToView>) => {
      if (data.type === 'response') {
        const request = requests.get(data.id);
        requests.delete(data.id);
        if (data.ok) {
          request?.resolve(data.result);
        } else {
          request?.reject(new Error(data.message));
        }
      } else if (data.type === 'start' && !started) {
        started = true;
        l10n.config({ contents: { ...data.texts } });
        resolve(page(data));
      } else {
        listener(data);
      }
    });
    api.postMessage({ type: 'ready' });
  });
}

function keptPage(state: unknown, run: string): unknown {
  const kept = typeof state === 'object' && state !== null ? (state as Partial<KeptState>) : {};
  return kept.run === run ? kept.page : undefined;
}

function reportTrouble(api: VsCodeApi): void {
  const report = (thrown: unknown): void => {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    api.postMessage({ type: 'trouble', message: error.message, stack: error.stack ?? '' });
  };
  window.addEventListener('error', (event) => report(event.error ?? event.message));
  window.addEventListener('unhandledrejection', (event) => report(event.reason));
}
