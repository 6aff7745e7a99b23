import { MAX_JSON_DEPTH } from './limits.js';

/** What stands at the scanner's place; `other` is nothing that JSON knows. */
export type JsonKind = 'object' | 'array' | 'string' | 'number' | 'literal' | 'end' | 'other';

/** The text isn't JSON from `position` (in characters) on. */
export class JsonSyntaxError extends Error {
  constructor(readonly position: number) {
    super(`not JSON at character ${String(position)}`);
    this.name = 'JsonSyntaxError';
  }
}

const TAB = 0x09;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;
const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const LITERAL = /true|false|null/y;
/** What Python's `json` writes for numbers that JSON hasn't; some published `config.json` have them. */
const PYTHON_LITERAL = /true|false|null|NaN|-?Infinity/y;
/** Up to the closing quote, an escape, or a control character, which JSON allows in a string only as an escape. */
const PLAIN_CHARACTERS = /[ !#-[\]-\uffff]*/y;

const escapes: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);

/**
 * Reads JSON strictly (RFC 8259) from left to right, each character once. What `JSON.parse` hides stays visible: every key
 * of an object, also those given twice, and the text of every number. Throws `JsonSyntaxError`.
 */
export class JsonScanner {
  private at = 0;
  private depth = 0;
  private readonly literal: RegExp;

  /** With `pythonNumbers`, `NaN`, `Infinity` and `-Infinity` are literals too. */
  constructor(
    private readonly text: string,
    options: { readonly pythonNumbers?: boolean } = {},
  ) {
    this.literal = options.pythonNumbers === true ? PYTHON_LITERAL : LITERAL;
  }

  get position(): number {
    return this.at;
  }

  /** Skips white space and tells what comes next. */
  kind(): JsonKind {
    this.skipSpace();
    if (this.at >= this.text.length) {
      return 'end';
    }
    const character = this.text.charCodeAt(this.at);
    if (character === OPEN_BRACE) {
      return 'object';
    }
    if (character === OPEN_BRACKET) {
      return 'array';
    }
    if (character === QUOTE) {
      return 'string';
    }
    if (this.matches(NUMBER) > 0) {
      return 'number';
    }
    return this.matches(this.literal) > 0 ? 'literal' : 'other';
  }

  /** Whether the next value is of this kind; throws where there is no value. */
  is(wanted: JsonKind): boolean {
    const kind = this.kind();
    if (kind === 'end' || kind === 'other') {
      throw new JsonSyntaxError(this.at);
    }
    return kind === wanted;
  }

  /** Reads an object; `onKey` must read the value of each key. */
  readObject(onKey: (key: string) => void): void {
    this.expect(OPEN_BRACE);
    this.descend();
    if (!this.accepts(CLOSE_BRACE)) {
      do {
        const key = this.readString();
        this.expect(COLON);
        onKey(key);
      } while (this.accepts(COMMA));
      this.expect(CLOSE_BRACE);
    }
    this.depth -= 1;
  }

  /** Reads a list; `onItem` must read each item. */
  readArray(onItem: () => void): void {
    this.expect(OPEN_BRACKET);
    this.descend();
    if (!this.accepts(CLOSE_BRACKET)) {
      do {
        onItem();
      } while (this.accepts(COMMA));
      this.expect(CLOSE_BRACKET);
    }
    this.depth -= 1;
  }

  readString(): string {
    this.expect(QUOTE);
    const first = this.readPlainCharacters();
    if (this.text.charCodeAt(this.at) === QUOTE) {
      this.at += 1;
      return first;
    }
    const parts = [first];
    while (this.text.charCodeAt(this.at) === BACKSLASH) {
      parts.push(this.readEscape(), this.readPlainCharacters());
    }
    if (this.text.charCodeAt(this.at) !== QUOTE) {
      throw new JsonSyntaxError(this.at);
    }
    this.at += 1;
    return parts.join('');
  }

  /** The text of a number, as it stands there. */
  readNumber(): string {
    this.skipSpace();
    return this.take(this.matches(NUMBER));
  }

  /** `true`, `false`, `null`, or one of Python's numbers. */
  readLiteral(): string {
    this.skipSpace();
    return this.take(this.matches(this.literal));
  }

  /** Reads a value of any kind and forgets it. */
  skipValue(): void {
    switch (this.kind()) {
      case 'object':
        this.readObject(() => {
          this.skipValue();
        });
        return;
      case 'array':
        this.readArray(() => {
          this.skipValue();
        });
        return;
      case 'string':
        this.readString();
        return;
      case 'number':
        this.readNumber();
        return;
      case 'literal':
        this.readLiteral();
        return;
      case 'end':
      case 'other':
        throw new JsonSyntaxError(this.at);
    }
  }

  private skipSpace(): void {
    for (;;) {
      const character = this.text.charCodeAt(this.at);
      if (character !== SPACE && character !== LINE_FEED && character !== CARRIAGE_RETURN && character !== TAB) {
        return;
      }
      this.at += 1;
    }
  }

  private accepts(character: number): boolean {
    this.skipSpace();
    if (this.text.charCodeAt(this.at) !== character) {
      return false;
    }
    this.at += 1;
    return true;
  }

  private expect(character: number): void {
    if (!this.accepts(character)) {
      throw new JsonSyntaxError(this.at);
    }
  }

  private descend(): void {
    this.depth += 1;
    if (this.depth > MAX_JSON_DEPTH) {
      throw new JsonSyntaxError(this.at - 1);
    }
  }

  /** Length of the pattern's match right here. */
  private matches(pattern: RegExp): number {
    pattern.lastIndex = this.at;
    return pattern.test(this.text) ? pattern.lastIndex - this.at : 0;
  }

  private take(length: number): string {
    if (length === 0) {
      throw new JsonSyntaxError(this.at);
    }
    this.at += length;
    return this.text.slice(this.at - length, this.at);
  }

  private readPlainCharacters(): string {
    const start = this.at;
    this.at += this.matches(PLAIN_CHARACTERS);
    return this.text.slice(start, this.at);
  }

  private readEscape(): string {
    const letter = this.text.charAt(this.at + 1);
    if (letter !== 'u') {
      const character = escapes.get(letter);
      if (character === undefined) {
        throw new JsonSyntaxError(this.at);
      }
      this.at += 2;
      return character;
    }
    const unit = this.readUnit();
    if (unit < 0xd800 || unit > 0xdfff) {
      return String.fromCharCode(unit);
    }
    // Half a surrogate pair is no character: two names could differ only in what no UTF-8 can say.
    const second = unit < 0xdc00 ? this.readUnit() : 0;
    if (second < 0xdc00 || second > 0xdfff) {
      throw new JsonSyntaxError(this.at);
    }
    return String.fromCharCode(unit, second);
  }

  private readUnit(): number {
    const escape = this.text.slice(this.at, this.at + 6);
    if (!/^\\u[0-9a-fA-F]{4}$/.test(escape)) {
      throw new JsonSyntaxError(this.at);
    }
    this.at += 6;
    return Number.parseInt(escape.slice(2), 16);
  }
}
