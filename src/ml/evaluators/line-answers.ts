import type { Readable } from 'node:stream';

/** An answer is one line; a longer one is dropped rather than kept in memory. */
const MAX_LINE_CHARACTERS = 16_000_000;

/**
 * Gives the first line that answers a question. Lines that nobody waits for are dropped, so that what a program said of
 * one candidate never counts for the next.
 */
export class LineAnswers {
  private begun = '';
  private isTooLong = false;
  private hasEnded = false;
  private take: ((line: string | undefined) => void) | undefined;
  private isAnswer: (line: string) => boolean = () => false;

  constructor(stream: Readable) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      this.read(text);
    });
    stream.once('close', () => {
      this.hasEnded = true;
      this.take?.(undefined);
    });
  }

  /** The next answer, which `isAnswer` tells from chatter; undefined when the stream ends without one. */
  async next(isAnswer: (line: string) => boolean): Promise<string | undefined> {
    if (this.hasEnded) {
      return undefined;
    }
    this.isAnswer = isAnswer;
    const line = await new Promise<string | undefined>((resolve) => {
      this.take = resolve;
    });
    this.take = undefined;
    return line;
  }

  private read(text: string): void {
    const lines = text.split('\n');
    for (const [i, part] of lines.entries()) {
      this.isTooLong ||= this.begun.length + part.length > MAX_LINE_CHARACTERS;
      this.begun = this.isTooLong ? '' : this.begun + part;
      if (i < lines.length - 1) {
        const line = this.begun;
        this.begun = '';
        if (!this.isTooLong && this.take !== undefined && this.isAnswer(line)) {
          this.take(line);
          this.take = undefined;
        }
        this.isTooLong = false;
      }
    }
  }
}
