import * as vscode from 'vscode';
import { editorTexts } from '../../base/texts/editor.js';
import type { SchemaFacts } from '../../experiments/assist/schema-facts.js';

/** What the schema says about a key, as a hover or a completion shows it. */
export function factsMarkdown(facts: SchemaFacts): vscode.MarkdownString {
  const markdown = new vscode.MarkdownString();
  if (facts.description !== undefined) {
    markdown.appendText(editorTexts.description(facts.description));
  }
  const notes = [
    ...(facts.required ? [editorTexts.required()] : []),
    ...(facts.default === undefined ? [] : [editorTexts.defaultValue(facts.default)]),
    ...limits(facts),
    ...(facts.unit === undefined ? [] : [editorTexts.unit(facts.unit)]),
  ];
  if (notes.length > 0) {
    markdown.appendMarkdown('\n\n').appendText(notes.join(' · '));
  }
  if (facts.takers.length > 0) {
    markdown.appendMarkdown('\n\n').appendText(editorTexts.takers(facts.takers.join(', ')));
  }
  const told = facts.choices.filter(({ description }) => (description ?? '') !== '');
  if (told.length > 0) {
    markdown.appendMarkdown('\n\n').appendText(editorTexts.values()).appendMarkdown('\n');
    for (const { value, description } of told) {
      markdown.appendMarkdown(`\n- \`${value}\`: `).appendText(editorTexts.description(description ?? ''));
    }
  }
  return markdown;
}

function limits({ minimum, maximum }: SchemaFacts): readonly string[] {
  if (minimum !== undefined && maximum !== undefined) {
    return [editorTexts.between(minimum, maximum)];
  }
  if (minimum !== undefined) {
    return [editorTexts.atLeast(minimum)];
  }
  return maximum === undefined ? [] : [editorTexts.atMost(maximum)];
}
