import * as path from 'node:path';
import * as vscode from 'vscode';
import { hostTexts } from '../base/texts/host.js';
import { bytesText } from '../base/texts/runs.js';
import type { WorkerClient } from '../experiments/carriers/worker-client.js';

const VARIABLE = 'MODELSMITH_TENSORFLOW';

/**
 * Names the place for TensorFlow's library in the editor's own storage to all workers of this window and to its terminals;
 * where the user names another one, that stays.
 */
export function contributeRuntimeFolder(context: vscode.ExtensionContext): void {
  const folder = path.join(context.globalStorageUri.fsPath, 'tensorflow');
  if (process.env[VARIABLE] === undefined) {
    process.env[VARIABLE] = folder;
    context.environmentVariableCollection.replace(VARIABLE, folder);
  }
}

/** Installs TensorFlow's library, with progress and a way to cancel; says what came of it. */
export async function installTensorflow(worker: WorkerClient): Promise<void> {
  const { version, folder } = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: hostTexts.tensorflowInstalling(), cancellable: true },
    async (progress, token) => {
      const controller = new AbortController();
      token.onCancellationRequested(() => {
        controller.abort();
      });
      let told = 0;
      return worker.request(
        'installTensorflow',
        {},
        {
          signal: controller.signal,
          onProgress(done, total) {
            const percent = total > 0 ? Math.floor((100 * done) / total) : told;
            if (percent > told) {
              progress.report({
                increment: percent - told,
                message: hostTexts.tensorflowDownloaded(bytesText(done), bytesText(total)),
              });
              told = percent;
            }
          },
        },
      );
    },
  );
  void vscode.window.showInformationMessage(hostTexts.tensorflowInstalled(version, folder));
}
