import * as vscode from 'vscode';

/** Something that was asked or said, and the buttons that it offered. */
export interface Shown {
  readonly how: 'input' | 'pick' | 'save' | 'information' | 'warning' | 'error';
  readonly text: string;
  readonly detail: string;
  readonly buttons: readonly string[];
}

/** What a person answers: the text of an input, the label of a choice, a button; undefined: the dialog is closed. */
export type Answer = (shown: Shown) => string | undefined;

type Items = readonly unknown[];

/**
 * Answers the window's dialogs in place of a person, and keeps what was shown. It works because tests and extension are given
 * the same API by VS Code. `restore` puts the window's own back.
 */
export class ScriptedDialogs {
  readonly shown: Shown[] = [];
  private readonly originals = new Map<string, unknown>();

  constructor(answer: Answer) {
    const say = (how: Shown['how'], text: string, detail: string, buttons: readonly string[]): string | undefined => {
      const one = { how, text, detail, buttons };
      this.shown.push(one);
      return answer(one);
    };
    const message =
      (how: Shown['how']) =>
      (text: string, ...items: Items): Promise<unknown> => {
        const [first, ...others] = items;
        const options = isOptions(first) ? first : undefined;
        const buttons = (options === undefined ? items : others).map(String);
        return Promise.resolve(say(how, text, options?.detail ?? '', buttons));
      };
    this.replace('showInputBox', ({ title = '', prompt = '' }: vscode.InputBoxOptions) =>
      Promise.resolve(say('input', title, prompt, [])),
    );
    this.replace('showQuickPick', (items: Items, options?: vscode.QuickPickOptions) => {
      const chosen = say('pick', options?.title ?? '', '', items.map(labelOf));
      return Promise.resolve(items.find((item) => labelOf(item) === chosen));
    });
    this.replace('showSaveDialog', ({ title = '', defaultUri }: vscode.SaveDialogOptions) => {
      const file = say('save', title, defaultUri?.fsPath ?? '', []);
      return Promise.resolve(file === undefined ? undefined : vscode.Uri.file(file));
    });
    this.replace('showInformationMessage', message('information'));
    this.replace('showWarningMessage', message('warning'));
    this.replace('showErrorMessage', message('error'));
  }

  restore(): void {
    for (const [name, original] of this.originals) {
      Object.defineProperty(vscode.window, name, { value: original, configurable: true, writable: true });
    }
  }

  private replace(name: keyof typeof vscode.window, value: unknown): void {
    this.originals.set(name, vscode.window[name]);
    Object.defineProperty(vscode.window, name, { value, configurable: true, writable: true });
  }
}

function isOptions(value: unknown): value is vscode.MessageOptions {
  return typeof value === 'object' && value !== null && ('modal' in value || 'detail' in value);
}

function labelOf(item: unknown): string {
  return typeof item === 'object' && item !== null && 'label' in item ? String(item.label) : String(item);
}
