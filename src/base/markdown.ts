/** A text on one line. */
export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}

/** A value between backticks, where neither they nor the bars of a table can break out. */
export function inlineCode(text: string): string {
  return `\`${oneLine(text).replaceAll('`', "'").replaceAll('|', '\\|')}\``;
}

/** Lines of a block of YAML, in a fence longer than any run of backticks in the text. */
export function fencedYaml(text: string): readonly string[] {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}yaml`, text.trimEnd(), fence];
}

/** Lines of a table: its head, and its rows. Bars in cells are escaped, except within code. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}

/** A text as it is within a table or a sentence: nothing of it is markup. */
export function plainText(text: string): string {
  return oneLine(text).replace(/[\\`*_{}[\]<>()#+!|~]/g, String.raw`\$&`);
}
