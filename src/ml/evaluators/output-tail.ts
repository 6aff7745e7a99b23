import type { Readable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';

/** What is kept of a program's output: its end, where scores and errors stand. */
const KEPT_CHARACTERS = 1_000_000;

/** Keeps the end of what a program prints. */
export class OutputTail {
  private out = '';
  private all = '';

  constructor(stdout: Readable | null, stderr: Readable | null) {
    stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.out = endOf(this.out + text);
      this.all = endOf(this.all + text);
    });
    stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.all = endOf(this.all + text);
    });
  }

  /** What was printed to the standard output, without colours. */
  printed(): string {
    return stripVTControlCharacters(this.out.slice(-KEPT_CHARACTERS));
  }

  /** The last line of the standard output that isn't blank; a progress bar begins its line anew. */
  lastLine(): string {
    return (
      this.printed()
        .trimEnd()
        .split(/[\r\n]/)
        .at(-1)
        ?.trim() ?? ''
    );
  }

  /** The end of both outputs, readable: control characters other than the line's end are left out. */
  tail(characters: number): string {
    const text = stripVTControlCharacters(this.all.slice(-KEPT_CHARACTERS));
    return text
      .replace(/[^\P{Cc}\n\t]/gu, '')
      .trimEnd()
      .slice(-characters);
  }
}

/** Cut only now and then: every cut copies what is kept. */
function endOf(text: string): string {
  return text.length > 2 * KEPT_CHARACTERS ? text.slice(-KEPT_CHARACTERS) : text;
}
