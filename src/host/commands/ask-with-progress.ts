import * as vscode from 'vscode';
import { isCancellation } from '../../base/errors.js';
import type { WorkerMethods } from '../../protocol/worker-messages.js';
import type { HostServices } from './host-services.js';

/** One request to the worker with its progress, which can be cancelled; undefined when it was. */
export async function askWithProgress<Method extends keyof WorkerMethods>(
  host: Pick<HostServices, 'worker'>,
  method: Method,
  params: WorkerMethods[Method]['params'],
  title: string,
): Promise<WorkerMethods[Method]['result'] | undefined> {
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    async (progress, token) => {
      const controller = new AbortController();
      token.onCancellationRequested(() => {
        controller.abort();
      });
      let told = 0;
      const onProgress = (done: number, total: number): void => {
        const now = (100 * done) / Math.max(total, 1);
        progress.report({ increment: now - told });
        told = now;
      };
      try {
        return await host.worker.request(method, params, { signal: controller.signal, onProgress });
      } catch (thrown) {
        if (isCancellation(thrown)) {
          return undefined;
        }
        throw thrown;
      }
    },
  );
}
