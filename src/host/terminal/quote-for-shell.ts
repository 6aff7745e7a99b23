import * as path from 'node:path';

/** A word as a shell takes it literally. `shell` is the path of the shell's program. */
export function quoteForShell(word: string, shell: string): string {
  // No path has a first character that a program would take for an option.
  const plain = word.startsWith('-') ? `.${path.sep}${word}` : word;
  if (/^[\w@%+=:,./-]+$/.test(plain)) {
    return plain;
  }
  const name = path.win32.basename(shell).toLowerCase();
  if (name === 'cmd.exe' || name === 'cmd') {
    return `"${plain.replaceAll('"', '""')}"`;
  }
  if (name.startsWith('pwsh') || name.startsWith('powershell')) {
    return `'${plain.replaceAll("'", "''")}'`;
  }
  return `'${plain.replaceAll("'", "'\\''")}'`;
}
