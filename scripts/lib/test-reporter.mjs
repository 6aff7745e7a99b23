// A reporter for node:test: details of what failed, names of what was skipped, the time of each file, and last the line of counts.
// Counts what a person would call a test: not suites, and not a test that only holds others.
import * as path from 'node:path';
import { formatCounts } from './counts.mjs';

/** Slow tests are few: a line for each shows how far they are. */
const listsAll = process.env.MODELSMITH_LIST_TESTS !== undefined;

/** @typedef {{ name: string, nesting: number, file?: string, skip?: boolean | string, todo?: boolean | string, details: { duration_ms: number, type?: string, error?: Error & { failureType?: string } } }} Outcome */

/** The stack of names at each depth of one file, with whether the test at that depth holds others. */
class Depths {
  /** @type {{ name: string, hasTests: boolean }[]} */
  #stack = [];

  /** @param {string} name @param {number} nesting */
  enter(name, nesting) {
    this.#stack.length = nesting;
    const parent = this.#stack[nesting - 1];
    if (parent) {
      parent.hasTests = true;
    }
    this.#stack[nesting] = { name, hasTests: false };
  }

  /** @param {number} nesting */
  hasTests(nesting) {
    return this.#stack[nesting]?.hasTests === true;
  }

  /** @param {number} nesting */
  title(nesting) {
    return this.#stack
      .slice(0, nesting + 1)
      .map((one) => one.name)
      .join(' › ');
  }
}

/** @param {Error & { failureType?: string, cause?: unknown }} error */
function describeFailure(error) {
  const cause = error.cause ?? error;
  const text = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
  return text
    .split('\n')
    .filter((line) => !/^\s+at .*\(?node:internal/.test(line))
    .map((line) => `      ${line}`)
    .join('\n');
}

/** @param {AsyncIterable<{ type: string, data: any }>} source */
export default async function* report(source) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  /** @type {Map<string, Depths>} */
  const files = new Map();
  /** @type {Map<string, { tests: number, failed: number, ms: number }>} */
  const perFile = new Map();
  for await (const { type, data } of source) {
    const file = data.file ?? '';
    if (type === 'test:stdout' || type === 'test:stderr') {
      yield data.message;
      continue;
    }
    if (type === 'test:start') {
      const depths = files.get(file) ?? new Depths();
      files.set(file, depths);
      depths.enter(data.name, data.nesting);
      continue;
    }
    if (type !== 'test:pass' && type !== 'test:fail') {
      continue;
    }
    /** @type {Outcome} */
    const outcome = data;
    const depths = files.get(file) ?? new Depths();
    const title = depths.title(outcome.nesting);
    const isFile = path.isAbsolute(outcome.name) && path.basename(outcome.name) === path.basename(file);
    const holdsOthers = outcome.details.type === 'suite' || depths.hasTests(outcome.nesting);
    const sum = perFile.get(file) ?? { tests: 0, failed: 0, ms: 0 };
    perFile.set(file, sum);
    if (outcome.nesting === 0) {
      sum.ms += outcome.details.duration_ms;
    }
    const fails = type === 'test:fail';
    if (fails && outcome.details.error?.failureType !== 'subtestsFailed') {
      total.failed++;
      sum.failed++;
      yield `  ✗ ${isFile ? `${path.basename(file)} ended badly` : title}\n${describeFailure(outcome.details.error ?? new Error('no reason given'))}\n`;
    } else if (isFile && !fails) {
      // node:test reports a file by its own name only when it saw no test in it, also when process.exit() cut them off.
      total.failed++;
      sum.failed++;
      yield `  ✗ ${path.basename(file)} holds no test, or ended before its first\n`;
    } else if (holdsOthers) {
      continue;
    } else if (outcome.skip !== undefined && outcome.skip !== false) {
      total.skipped++;
      yield `  – skipped: ${title}${typeof outcome.skip === 'string' && outcome.skip !== '' ? ` (${outcome.skip})` : ''}\n`;
    } else {
      total.passed++;
      sum.tests++;
      if (listsAll) {
        yield `  ✓ ${title} (${(outcome.details.duration_ms / 1000).toFixed(1)} s)\n`;
      }
    }
  }
  for (const [file, { tests, failed, ms }] of listsAll ? [] : perFile) {
    const name = file
      .split(path.sep)
      .join('/')
      .replace(/^.*\/(dist\/test\/[^/]+|test)\//, '');
    yield `  ${failed > 0 ? '✗' : '✓'} ${name}: ${tests} passed${failed > 0 ? `, ${failed} failed` : ''} (${(ms / 1000).toFixed(1)} s)\n`;
  }
  yield `${formatCounts(total)}\n`;
}
