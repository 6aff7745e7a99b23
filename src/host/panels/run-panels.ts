import * as vscode from 'vscode';
import * as z from 'zod';
import { RunStore } from '../../experiments/runs/run-store.js';
import { rootOfRun } from '../../experiments/runs/run-paths.js';
import type { RunSummary } from '../../experiments/runs/run-summary.js';
import * as path from 'node:path';
import { languageModule } from '../language-module.js';
import { Lifetime } from '../lifetime.js';
import { logError } from '../log.js';
import { runFlags } from '../runs/run-flags.js';
import { pageRoots } from './panel-html.js';
import { RunPanel } from './run-panel.js';
import type { PanelServices } from './run-panel.js';
import { hostTexts } from '../../base/texts/host.js';

/** The type of all views of runs; the run's kind says which view it is. */
export const PANEL_TYPE = 'modelsmith.run';
/** What can be done with the run of the view that has the focus, as words for when-clauses. */
const CONTEXT_KEY = 'modelsmith.panelRun';

/** What a page keeps by `setState`; all that matters here is which run it drew. */
const keptStateSchema = z.object({ run: z.string() });

export interface OpenOptions {
  readonly beside?: boolean;
  /** Leaves the keyboard where it is. */
  readonly preserveFocus?: boolean;
}

/** The views of runs: one panel a run, found again after the window was loaded anew. */
export class RunPanels extends Lifetime implements vscode.WebviewPanelSerializer {
  readonly #panels = new Map<string, RunPanel>();
  #context = '';

  constructor(private readonly services: PanelServices) {
    super();
    this.own(vscode.window.registerWebviewPanelSerializer(PANEL_TYPE, this));
    this.own(services.runs.onDidChange(() => this.#tellContext()));
  }

  /** The folder of the run whose view has the focus. */
  get active(): string | undefined {
    return [...this.#panels.values()].find(({ panel }) => panel.active)?.run.folder;
  }

  /** Whether the view of a run is on the screen. */
  isVisible(runFolder: string): boolean {
    return this.#panels.get(runFolder)?.panel.visible ?? false;
  }

  /**
   * Shows a run's view. With `beside` a new one opens where views are already, else beside the text that its user reads.
   */
  open(run: RunSummary, { beside = false, preserveFocus = false }: OpenOptions = {}): void {
    const shown = this.#panels.get(run.folder);
    if (shown !== undefined) {
      shown.panel.reveal(undefined, preserveFocus);
      return;
    }
    const view = languageModule().viewOf(run.record.kind);
    if (view === undefined) {
      void vscode.window.showInformationMessage(hostTexts.noViewOfKind(run.record.kind));
      return;
    }
    const panel = vscode.window.createWebviewPanel(
      PANEL_TYPE,
      run.record.name,
      { viewColumn: beside ? this.#columnBeside() : vscode.ViewColumn.Active, preserveFocus },
      { enableFindWidget: true, ...this.#pageOptions() },
    );
    this.#add(panel, run, view);
  }

  /** Called by VS Code for each view that was open when the window was closed or loaded anew. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    try {
      const { run: folder } = keptStateSchema.parse(state);
      const run = await new RunStore(rootOfRun(folder)).read(path.basename(folder));
      const view = languageModule().viewOf(run.record.kind);
      if (view !== undefined && run.folder === folder && !this.#panels.has(folder)) {
        panel.webview.options = this.#pageOptions();
        this.#add(panel, run, view);
        void this.services.runs.start();
        return;
      }
    } catch (thrown) {
      // The run was deleted, or the state is another version's: there is nothing to show.
      logError(this.services.log, 'bringing back a view', thrown);
    }
    panel.dispose();
  }

  override dispose(): void {
    for (const panel of [...this.#panels.values()]) {
      panel.dispose();
    }
    super.dispose();
  }

  #columnBeside(): vscode.ViewColumn {
    const shown = [...this.#panels.values()].find(({ panel }) => panel.visible)?.panel.viewColumn;
    return (
      shown ?? (vscode.window.activeTextEditor === undefined ? vscode.ViewColumn.Active : vscode.ViewColumn.Beside)
    );
  }

  #pageOptions(): vscode.WebviewOptions {
    return { enableScripts: true, localResourceRoots: pageRoots(this.services.extensionUri) };
  }

  #add(panel: vscode.WebviewPanel, run: RunSummary, view: string): void {
    const made = new RunPanel(panel, run, this.services, view);
    this.#panels.set(run.folder, made);
    panel.onDidChangeViewState(() => this.#tellContext());
    panel.onDidDispose(() => {
      this.#panels.delete(run.folder);
      made.dispose();
      this.#tellContext();
    });
    this.#tellContext();
  }

  #tellContext(): void {
    const { active } = this;
    const run = active === undefined ? undefined : (this.services.runs.get(active) ?? this.#panels.get(active)?.run);
    const words = run === undefined ? '' : [...runFlags(run)].join(' ');
    if (words !== this.#context) {
      this.#context = words;
      void vscode.commands.executeCommand('setContext', CONTEXT_KEY, words);
    }
  }
}
