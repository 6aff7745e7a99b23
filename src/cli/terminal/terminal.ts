import picocolors from 'picocolors';
import { neutralize } from './neutralize.js';
import type { Span, Tone } from './span.js';
import { spanText } from './span.js';
import { textWidth } from './text-width.js';

/** What a terminal needs of `process.stdout` and `process.stderr`. */
export interface TerminalStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export interface TerminalOptions {
  readonly out: TerminalStream;
  readonly err: TerminalStream;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

type Paint = Readonly<Record<Tone, (text: string) => string>>;

const CLEAR_LINE = '\r\u001b[2K';

/**
 * The only place that writes: results to standard output, everything else to standard error. All text is neutralised here
 * and nowhere else, and colours are added after that, so that no name can bring an escape sequence along.
 */
export class Terminal {
  /** Whether a person watches: then there are progress bars. */
  readonly isInteractive: boolean;
  private readonly out: TerminalStream;
  private readonly err: TerminalStream;
  private readonly paintOut: Paint;
  private readonly paintErr: Paint;
  private statusSpans: readonly Span[] | undefined;

  constructor({ out, err, environment }: TerminalOptions) {
    this.out = out;
    this.err = err;
    this.isInteractive = err.isTTY === true && environment['TERM'] !== 'dumb';
    this.paintOut = paintFor(out, environment);
    this.paintErr = paintFor(err, environment);
  }

  /** Columns of the output; undefined where it isn't a terminal and nothing need be shortened. */
  get width(): number | undefined {
    return this.out.isTTY === true ? this.out.columns : undefined;
  }

  /** A line of the result. */
  line(...spans: readonly Span[]): void {
    this.withoutStatus(() => {
      this.out.write(`${render(spans, this.paintOut)}\n`);
    });
  }

  /** A line that goes with the result: a warning, an error, progress. */
  note(...spans: readonly Span[]): void {
    this.withoutStatus(() => {
      this.err.write(`${render(spans, this.paintErr)}\n`);
    });
  }

  /** A result for machines, in one line. */
  json(value: unknown): void {
    // What JSON lets pass and a terminal may obey stands in strings only, where an escape means the same.
    const text = JSON.stringify(value).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
      Array.from({ length: character.length }, (_, i) => escapeUnit(character.charCodeAt(i))).join(''),
    );
    this.withoutStatus(() => {
      this.out.write(`${text}\n`);
    });
  }

  /** A line that is replaced by the next one, and removed by an empty call. Nothing where nobody watches. */
  status(...spans: readonly Span[]): void {
    if (!this.isInteractive) {
      return;
    }
    const hadStatus = this.statusSpans !== undefined;
    this.statusSpans = spans.length === 0 ? undefined : spans;
    if (this.statusSpans !== undefined || hadStatus) {
      this.err.write(CLEAR_LINE + this.statusLine());
    }
  }

  private withoutStatus(write: () => void): void {
    if (this.statusSpans === undefined) {
      write();
      return;
    }
    this.err.write(CLEAR_LINE);
    write();
    this.err.write(this.statusLine());
  }

  /** The status as far as it fits into one row: a wrapped one couldn't be cleared. What fits only in part is left out. */
  private statusLine(): string {
    let left = (this.err.columns ?? 80) - 1;
    const fitting: Span[] = [];
    for (const span of this.statusSpans ?? []) {
      left -= textWidth(neutralize(spanText(span)));
      if (left < 0) {
        break;
      }
      fitting.push(span);
    }
    return render(fitting, this.paintErr);
  }
}

function render(spans: readonly Span[], paint: Paint): string {
  return spans
    .map((span) => (typeof span === 'string' ? neutralize(span) : paint[span.tone](neutralize(span.text))))
    .join('');
}

function escapeUnit(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`;
}

/** https://no-color.org: `NO_COLOR` counts whatever its value; `FORCE_COLOR` is for logs that can show colours. */
function paintFor(stream: TerminalStream, environment: TerminalOptions['environment']): Paint {
  const wanted =
    (environment['FORCE_COLOR'] ?? '0') !== '0' || (stream.isTTY === true && environment['TERM'] !== 'dumb');
  const colors = picocolors.createColors(wanted && (environment['NO_COLOR'] ?? '') === '');
  return {
    plain: String,
    strong: colors.bold,
    quiet: colors.dim,
    good: colors.green,
    warning: colors.yellow,
    error: colors.red,
  };
}
