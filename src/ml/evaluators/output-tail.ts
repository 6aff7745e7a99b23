import type { Readable } from 'node:stream';

/** What is kept of a program's output: its end, where scores and errors stand. */
const KEPT_CHARACTERS = 1_000_000;

/** Keeps the end of what a program prints. */
export class OutputTail {
  private out = '';
  private all = '';

  constructor(stdout: Readable | null, stderr: Readable | null) {
    stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.out = (this.out + text).slice(-KEPT_CHARACTERS);
      this.all = (this.all + text).slice(-KEPT_CHARACTERS);
    });
    stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.all = (this.all + text).slice(-KEPT_CHARACTERS);
    });
  }

  /** What was printed to the standard output. */
  printed(): string {
    return this.out;
  }

  /** The last line of the standard output that isn't blank. */
  lastLine(): string {
    return this.out.trimEnd().split('\n').at(-1)?.trim() ?? '';
  }

  /** The end of both outputs. */
  tail(characters: number): string {
    return this.all.trimEnd().slice(-characters);
  }
}
