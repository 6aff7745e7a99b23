import * as vscode from 'vscode';
import { editorTexts } from '../../base/texts/editor.js';
import { describeAt } from '../../experiments/assist/describe-at.js';
import { isExperimentDocument } from '../is-experiment-document.js';
import { factsMarkdown } from './facts-markdown.js';

/** What a key means, and what a chosen value does, from the schema. */
export class Hovers implements vscode.HoverProvider {
  provideHover(document: vscode.TextDocument, position: vscode.Position): vscode.Hover | undefined {
    if (!isExperimentDocument(document)) {
      return undefined;
    }
    const described = describeAt(document.getText(), document.offsetAt(position));
    if (described === undefined) {
      return undefined;
    }
    const { key, facts, choice, start, end } = described;
    const title = new vscode.MarkdownString().appendMarkdown(`**\`${choice?.value ?? key}\`**`);
    const body =
      choice?.description === undefined
        ? factsMarkdown(facts)
        : new vscode.MarkdownString().appendText(editorTexts.description(choice.description));
    return new vscode.Hover([title, body], new vscode.Range(document.positionAt(start), document.positionAt(end)));
  }
}
