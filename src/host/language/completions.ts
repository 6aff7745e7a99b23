import * as vscode from 'vscode';
import { editorTexts } from '../../base/texts/editor.js';
import { completeAt, type Suggestion, type Suggestions } from '../../experiments/assist/complete-at.js';
import { isExperimentDocument } from '../is-experiment-document.js';
import { factsMarkdown } from './facts-markdown.js';
import { modelPaths } from './model-folders.js';

const suggestNext: vscode.Command = { command: 'editor.action.triggerSuggest', title: '' };

/** Keys, values and model folders, by the schema of the experiment's kind. */
export class Completions implements vscode.CompletionItemProvider {
  static readonly triggers = [' ', ':', '/', '{', ','];

  async provideCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): Promise<vscode.CompletionItem[]> {
    if (!isExperimentDocument(document)) {
      return [];
    }
    const found = completeAt(document.getText(), document.offsetAt(position));
    if (found === undefined) {
      return [];
    }
    const range = new vscode.Range(document.positionAt(found.start), document.positionAt(found.end));
    const items = found.items.map((one, index) => {
      const item = one.type === 'key' ? keyItem(one, found) : valueItem(one);
      item.range = range;
      // The order of the schema is the order in which people think.
      item.sortText = String(index).padStart(4, '0');
      return item;
    });
    if (found.path === undefined) {
      return items;
    }
    const folders = await modelPaths(document, document.getText(range));
    return [...items, ...folders.map(({ text, isFolder }) => pathItem(text, isFolder, range))];
  }
}

function keyItem(
  { word, facts }: Suggestion & { type: 'key' },
  { isFlow, hasColon }: Suggestions,
): vscode.CompletionItem {
  const item = new vscode.CompletionItem(word, vscode.CompletionItemKind.Property);
  const form = facts?.form ?? 'scalar';
  if (facts !== undefined) {
    item.documentation = factsMarkdown(facts);
  }
  if (hasColon) {
    item.insertText = word;
  } else {
    const inBraces = { scalar: ' ', list: ' [$0]', mapping: ' { $0 }' };
    const inLines = { scalar: ' ', list: '\n  - ', mapping: '\n  ' };
    item.insertText = new vscode.SnippetString(`${word}:${(isFlow ? inBraces : inLines)[form]}`);
    item.command = suggestNext;
  }
  return item;
}

function valueItem({ word, description }: Suggestion & { type: 'value' }): vscode.CompletionItem {
  const item = new vscode.CompletionItem(word, vscode.CompletionItemKind.EnumMember);
  if (description !== undefined && description !== '') {
    item.documentation = new vscode.MarkdownString().appendText(editorTexts.description(description));
  }
  return item;
}

function pathItem(text: string, isFolder: boolean, range: vscode.Range): vscode.CompletionItem {
  const { Folder: folder, File: file } = vscode.CompletionItemKind;
  const item = new vscode.CompletionItem(text, isFolder ? folder : file);
  item.range = range;
  item.filterText = text;
  if (isFolder) {
    item.command = suggestNext;
  }
  return item;
}
