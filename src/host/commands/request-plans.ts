import * as vscode from 'vscode';
import { isCancellation } from '../../base/errors.js';
import { hostTexts } from '../../base/texts/host.js';
import type { Plan } from '../../protocol/plan.js';
import type { HostServices } from './host-services.js';

/** The plans of a document, with progress that can be cancelled; undefined when it was. Throws all that is wrong with it. */
export async function requestPlans(
  host: HostServices,
  document: { readonly text: string; readonly file: string },
): Promise<readonly Plan[] | undefined> {
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: hostTexts.planning(), cancellable: true },
    async (progress, token) => request(host, document, { progress, token }),
  );
}

async function request(
  host: HostServices,
  params: { readonly text: string; readonly file: string },
  {
    token,
    progress,
  }: { readonly token: vscode.CancellationToken; readonly progress: vscode.Progress<{ increment: number }> },
): Promise<readonly Plan[] | undefined> {
  const controller = new AbortController();
  const listener = token.onCancellationRequested(() => {
    controller.abort();
  });
  let told = 0;
  try {
    const { plans } = await host.worker.request('plan', params, {
      signal: controller.signal,
      onProgress: (done, total) => {
        const now = (100 * done) / Math.max(total, 1);
        progress.report({ increment: now - told });
        told = now;
      },
    });
    return plans;
  } catch (thrown) {
    if (isCancellation(thrown)) {
      return undefined;
    }
    throw thrown;
  } finally {
    listener.dispose();
  }
}
