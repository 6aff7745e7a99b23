import * as path from 'node:path';
import * as vscode from 'vscode';
import { hostTexts } from '../../base/texts/host.js';
import { pushTexts } from '../../base/texts/push.js';
import { bytesText } from '../../base/texts/runs.js';
import { runPaths } from '../../experiments/runs/run-paths.js';
import type { RunSummary } from '../../experiments/runs/run-summary.js';
import type { PushReport } from '../../protocol/push.js';
import { setHubToken } from '../hub-token.js';
import { requireTrust } from '../trust.js';
import { uriOf } from '../uris.js';
import { askWithProgress } from './ask-with-progress.js';
import { has } from './control-runs.js';
import type { HostServices } from './host-services.js';

/** Files that a confirmation names; more don't fit on a screen. */
const LISTED_FILES = 20;

/** Puts a run's result into a repository of the hub, once its user has seen where it goes, who will see it and how much it is. */
export async function pushResult(host: HostServices, target: unknown): Promise<void> {
  const run = await host.targets.run(target, has('output'));
  if (run === undefined || !(await requireTrust(hostTexts.pushing()))) {
    return;
  }
  const repo = await vscode.window.showInputBox({
    title: hostTexts.pushTitle(run.record.name),
    prompt: hostTexts.pushPrompt(),
    validateInput: (text) => (/^[\w.-]+\/[\w.-]+$/.test(text) ? undefined : hostTexts.pushRepoInvalid()),
  });
  const visibility = repo === undefined ? undefined : await pickVisibility();
  if (repo === undefined || visibility === undefined) {
    return;
  }
  const params = { folder: resultOf(run), repo, visibility };
  const compare = async (): Promise<PushReport | undefined> =>
    askWithProgress(host, 'push', { ...params, dryRun: true }, hostTexts.pushComparing());
  let plan = await compare();
  if (plan?.needsToken === true) {
    const setToken = hostTexts.pushSetToken();
    if ((await confirm(plan, setToken)) !== setToken) {
      return;
    }
    await setHubToken(host.extension.secrets);
    // With the token more may be seen: whether the repository is there, and what of it.
    plan = await compare();
  }
  if (plan === undefined || plan.needsToken) {
    return;
  }
  if (plan.bytes === 0) {
    void vscode.window.showInformationMessage(pushTexts.nothingToDo(repo));
    return;
  }
  const send = hostTexts.pushSend();
  if ((await confirm(plan, send)) !== send) {
    return;
  }
  const done = await askWithProgress(host, 'push', { ...params, dryRun: false }, hostTexts.pushSending(repo));
  if (done?.url !== undefined) {
    const open = hostTexts.pushOpen();
    const next = await vscode.window.showInformationMessage(pushTexts.pushed(bytesText(done.bytes), repo), open);
    if (next === open) {
      await vscode.env.openExternal(vscode.Uri.parse(done.url));
    }
  }
}

/** Shows what goes where, and returns the button that was pressed. */
async function confirm(plan: PushReport, button: string): Promise<string | undefined> {
  const files = plan.files.filter(({ state }) => state !== 'same');
  const detail = files.map(({ name, bytes }) => `${name} (${bytesText(bytes)})`).slice(0, LISTED_FILES);
  const more = files.length > detail.length ? ['…'] : [];
  return vscode.window.showWarningMessage(
    pushTexts.wouldPush(plan, bytesText(plan.bytes)),
    { modal: true, detail: [...detail, ...more].join('\n') },
    button,
  );
}

/** Has llama.cpp's converter make a GGUF file of a run's result, where its user wants it. */
export async function exportResult(host: HostServices, target: unknown): Promise<void> {
  const run = await host.targets.run(target, has('output'));
  if (run === undefined || !(await requireTrust(hostTexts.exporting()))) {
    return;
  }
  const outtypes = ['auto', 'f16', 'bf16', 'f32', 'q8_0'];
  const outtype = await vscode.window.showQuickPick(outtypes, { title: hostTexts.exportOuttype() });
  if (outtype === undefined) {
    return;
  }
  const model = resultOf(run);
  const to = await vscode.window.showSaveDialog({
    title: hostTexts.exportTitle(run.record.name),
    defaultUri: uriOf(path.join(path.dirname(model), `${path.basename(model)}-${outtype}.gguf`)),
    filters: { [hostTexts.ggufFiles()]: ['gguf'] },
  });
  if (to === undefined) {
    return;
  }
  const named = vscode.workspace.getConfiguration('modelsmith').get<string>('gguf.converter', '');
  const converter = named === '' ? undefined : named;
  const params = { model, output: to.fsPath, overwrite: true, converter, outtype };
  const made = await askWithProgress(host, 'exportGguf', params, hostTexts.exportRunning());
  if (made !== undefined) {
    void vscode.window.showInformationMessage(pushTexts.exported(path.basename(made.file), bytesText(made.bytes)));
  }
}

function resultOf(run: RunSummary): string {
  return run.record.output ?? path.join(runPaths(run.folder).artifacts, 'model');
}

async function pickVisibility(): Promise<'private' | 'public' | undefined> {
  const picked = await vscode.window.showQuickPick(
    [
      { label: hostTexts.pushPrivate(), value: 'private' as const },
      { label: hostTexts.pushPublic(), value: 'public' as const },
    ],
    { title: hostTexts.pushVisibility() },
  );
  return picked?.value;
}
