// What failed, out of a long output: the end of a log is what a person sees first, and all that some places keep of it.

/** A failure says more than this only in its own place. */
const MOST_LINES_EACH = 20;
const MOST_LINES = 200;

/** Collects the lines that begin with a cross, each with the indented ones that say why. */
export class FailureLines {
  /** @type {string[]} */
  #lines = [];
  #ofThis = Infinity;

  /** @param {string} line */
  add(line) {
    if (/^ {2}✗ /.test(line)) {
      this.#ofThis = 0;
    } else if (!/^ {4}/.test(line)) {
      this.#ofThis = Infinity;
    }
    if (this.#ofThis < MOST_LINES_EACH && this.#lines.length < MOST_LINES) {
      this.#lines.push(line);
    }
    this.#ofThis += 1;
  }

  /** @returns {readonly string[]} */
  get lines() {
    return this.#lines;
  }
}
