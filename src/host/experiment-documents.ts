import * as vscode from 'vscode';
import { isExperimentDocument, isMergekitDocument } from './is-experiment-document.js';
import { languageModule } from './language-module.js';
import { Lifetime } from './lifetime.js';
import { logError } from './log.js';
import type { Log } from './log.js';

/** Whether the active editor shows a mergekit configuration, for when-clauses; our own files are known by their language. */
const CONTEXT_KEY = 'modelsmith.mergekitFile';

/** Watches for the first experiment document, at which the language features are loaded, and tells when-clauses of mergekit's. */
export class ExperimentDocuments extends Lifetime {
  #loaded = false;

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly log: Log,
  ) {
    super();
    this.own(
      vscode.workspace.onDidOpenTextDocument((document) => {
        this.#look(document);
      }),
    );
    this.own(
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        this.#look(document);
        if (document === vscode.window.activeTextEditor?.document) {
          this.#tellContext(document);
        }
      }),
    );
    this.own(
      vscode.window.onDidChangeActiveTextEditor((editor) => {
        this.#tellContext(editor?.document);
      }),
    );
    vscode.workspace.textDocuments.forEach((document) => {
      this.#look(document);
    });
    this.#tellContext(vscode.window.activeTextEditor?.document);
  }

  #look(document: vscode.TextDocument): void {
    if (this.#loaded || !isExperimentDocument(document)) {
      return;
    }
    this.#loaded = true;
    try {
      this.own(languageModule().registerLanguageFeatures(this.context));
    } catch (thrown) {
      logError(this.log, 'loading the language features', thrown);
    }
  }

  #tellContext(document: vscode.TextDocument | undefined): void {
    const is = document !== undefined && isMergekitDocument(document);
    void vscode.commands.executeCommand('setContext', CONTEXT_KEY, is);
  }
}
