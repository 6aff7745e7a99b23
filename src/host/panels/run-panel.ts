import * as vscode from 'vscode';
import { problemsOf } from '../../base/errors.js';
import { formatProblem } from '../../base/texts/format-problem.js';
import { fromViewSchema } from '../../protocol/view-messages.js';
import type { FromView, RunAction, ToView, ViewMethod, ViewMethods } from '../../protocol/view-messages.js';
import type { RunSummary } from '../../experiments/runs/run-summary.js';
import { execute } from '../commands/command-table.js';
import type { CommandId } from '../commands/command-table.js';
import { Lifetime } from '../lifetime.js';
import { logError } from '../log.js';
import type { Log } from '../log.js';
import { runName } from '../runs/describe-run.js';
import { statusIconFile } from '../runs/status-icon.js';
import type { WorkspaceRuns } from '../runs/workspace-runs.js';
import { panelHtml } from './panel-html.js';
import { readDense } from './read-dense.js';
import { feedRun } from './run-feed.js';
import { runHeader } from './run-header.js';
import { saveExport } from './save-export.js';

export interface PanelServices {
  readonly extensionUri: vscode.Uri;
  readonly runs: WorkspaceRuns;
  readonly log: Log;
  /** Lets the user choose a run to compare with. */
  readonly pickRun: (runs: readonly RunSummary[]) => Promise<RunSummary | undefined>;
}

type Request = Extract<FromView, { type: 'request' }>;

const commandOf: Readonly<Record<RunAction, Extract<CommandId, `modelsmith.${string}`>>> = {
  stop: 'modelsmith.stop',
  resume: 'modelsmith.resume',
  'show-log': 'modelsmith.showLog',
  'reveal-output': 'modelsmith.revealOutput',
  'open-experiment': 'modelsmith.openExperiment',
};

/**
 * The host's half of one view (see `protocol/view-messages.ts`): answers `ready` with the whole state, as often as it
 * comes, feeds the page with the events of its run and of those it compares with, and serves its requests.
 */
export class RunPanel extends Lifetime {
  readonly #feeds = new Map<string, AbortController>();
  #isReady = false;
  #run: RunSummary;

  constructor(
    readonly panel: vscode.WebviewPanel,
    run: RunSummary,
    private readonly services: PanelServices,
    view: string,
  ) {
    super();
    this.#run = run;
    this.own(panel.webview.onDidReceiveMessage((message: unknown) => this.#receive(message)));
    this.own(
      panel.onDidChangeViewState(() => {
        if (!panel.visible) {
          this.#rest();
        }
      }),
    );
    this.own(services.runs.onDidChange(() => this.#look()));
    this.own(vscode.workspace.onDidGrantWorkspaceTrust(() => this.#sendRun(this.#run)));
    this.#decorate();
    panel.webview.html = panelHtml({
      webview: panel.webview,
      extensionUri: services.extensionUri,
      view,
      title: panel.title,
    });
  }

  get run(): RunSummary {
    return this.#run;
  }

  override dispose(): void {
    this.#rest();
    super.dispose();
    this.panel.dispose();
  }

  /** A page that nobody sees is gone, and so is what listens in it: nothing is posted until it says `ready` again. */
  #rest(): void {
    this.#isReady = false;
    for (const feed of this.#feeds.values()) {
      feed.abort();
    }
    this.#feeds.clear();
  }

  async #receive(raw: unknown): Promise<void> {
    const parsed = fromViewSchema.safeParse(raw);
    if (!parsed.success) {
      this.services.log.warn(`a view posted what no view posts: ${parsed.error.message}`);
      return;
    }
    const message = parsed.data;
    try {
      await this.#act(message);
    } catch (thrown) {
      logError(this.services.log, `a view's ${message.type}`, thrown);
    }
  }

  async #act(message: FromView): Promise<void> {
    switch (message.type) {
      case 'ready':
        await this.#start();
        break;
      case 'follow':
        await this.#compareWith(message.run);
        break;
      case 'unfollow':
        this.#feeds.get(message.run)?.abort();
        this.#feeds.delete(message.run);
        break;
      case 'action':
        await execute(commandOf[message.action], message.run);
        break;
      case 'materialise':
        await execute('modelsmith.materialise', message.run, message.individual);
        break;
      case 'trouble':
        this.services.log.error(`a view is in trouble: ${message.message}\n${message.stack}`);
        break;
      case 'request':
        await this.#answer(message);
        break;
    }
  }

  async #start(): Promise<void> {
    this.#rest();
    this.#isReady = true;
    const texts = bundleTexts();
    await this.#post({
      type: 'start',
      ...(texts === undefined ? {} : { texts }),
      language: vscode.env.language,
      run: await this.#header(this.#run),
    });
    this.#feed(this.#run.folder);
  }

  async #compareWith(runFolder: string): Promise<void> {
    const run = this.services.runs.get(runFolder);
    if (run === undefined) {
      await this.#post({ type: 'gone', run: runFolder });
      return;
    }
    await this.#post({ type: 'run', run: await this.#header(run) });
    this.#feed(runFolder);
  }

  #feed(runFolder: string): void {
    this.#feeds.get(runFolder)?.abort();
    const feed = new AbortController();
    this.#feeds.set(runFolder, feed);
    const post = async (message: ToView): Promise<void> => {
      if (!feed.signal.aborted) {
        await this.#post(message);
      }
    };
    feedRun(runFolder, post, feed.signal).catch((thrown: unknown) => {
      logError(this.services.log, `feeding a view from ${runFolder}`, thrown);
    });
  }

  async #answer(request: Request): Promise<void> {
    try {
      await this.#post({ type: 'response', id: request.id, ok: true, result: await this.#serve(request) });
    } catch (thrown) {
      logError(this.services.log, `a view's request ${request.method}`, thrown);
      const [first] = problemsOf(thrown);
      await this.#post({ type: 'response', id: request.id, ok: false, message: formatProblem(first) });
    }
  }

  async #serve(request: Request): Promise<ViewMethods[ViewMethod]['result']> {
    switch (request.method) {
      case 'dense': {
        // The page names runs by keys it was given; anything else is no folder of ours.
        const run = this.#known(request.params.run);
        return { arrays: run === undefined ? [] : await readDense(run.folder, request.params.arrays) };
      }
      case 'save':
        return { saved: await saveExport(request.params, this.#run.record.folder) };
      case 'pick-run': {
        const { kind } = this.#run.record;
        const others = this.services.runs.all.filter(
          (run) => run.record.kind === kind && run.folder !== request.params.run,
        );
        const picked = await this.services.pickRun(others);
        return { run: picked === undefined ? undefined : await this.#header(picked) };
      }
    }
  }

  #known(key: string): RunSummary | undefined {
    return key === this.#run.folder ? this.#run : this.services.runs.get(key);
  }

  /** Looks how the runs stand that the page shows, and tells it where one stands differently. */
  #look(): void {
    for (const folder of new Set([this.#run.folder, ...this.#feeds.keys()])) {
      const run = this.services.runs.get(folder);
      if (run !== undefined) {
        if (folder === this.#run.folder) {
          this.#run = run;
          this.#decorate();
        }
        this.#sendRun(run);
      }
    }
  }

  #decorate(): void {
    this.panel.title = runName(this.#run);
    this.panel.iconPath = statusIconFile(this.services.extensionUri, this.#run.status);
  }

  #sendRun(run: RunSummary): void {
    if (!this.#isReady) {
      return;
    }
    this.#header(run)
      .then((header) => this.#post({ type: 'run', run: header }))
      .catch((thrown: unknown) => {
        logError(this.services.log, 'telling a view how its run stands', thrown);
      });
  }

  #header(run: RunSummary): ReturnType<typeof runHeader> {
    return runHeader(run, vscode.workspace.isTrusted);
  }

  /** Nothing is posted before the page listens; `ready` brings it everything anyway. */
  async #post(message: ToView): Promise<void> {
    if (this.#isReady && !this.isDisposed) {
      await this.panel.webview.postMessage(message);
    }
  }
}

/** The editor's bundle as plain texts; undefined where it speaks English. */
function bundleTexts(): Readonly<Record<string, string>> | undefined {
  const { bundle } = vscode.l10n;
  if (bundle === undefined) {
    return undefined;
  }
  return Object.fromEntries(
    Object.entries<string | { message: string }>(bundle).map(([key, value]) => [
      key,
      typeof value === 'string' ? value : value.message,
    ]),
  );
}
