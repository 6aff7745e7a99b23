// Judges a run of `npm test` from its output: `node scripts/ci-check.mjs LOG STATUS`.
// The last line must be the line of counts, name no failure, and count at least the tests of .ci/minimum-passed, which only rises.
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { formatCounts, parseCounts } from './lib/counts.mjs';
import { root } from './lib/root.mjs';

const [log = '', status = ''] = process.argv.slice(2);
const minimumFile = '.ci/minimum-passed';

/** @param {string} reason */
function fail(reason) {
  console.error(`CI: ${reason}`);
  process.exit(1);
}

/** @param {string} text */
function numberIn(text) {
  return /^\d+\s*$/.test(text) ? Number(text) : Number.NaN;
}

/** The highest minimum in the history that this clone has; 0 outside git. */
function highestEver() {
  const git = (/** @type {string[]} */ ...args) => spawnSync('git', args, { cwd: root, encoding: 'utf8' }).stdout ?? '';
  const commits = git('log', '--format=%H', '--', minimumFile).split('\n').filter(Boolean);
  return Math.max(0, ...commits.map((commit) => numberIn(git('show', `${commit}:${minimumFile}`)) || 0));
}

const minimum = numberIn(fs.readFileSync(path.join(root, minimumFile), 'utf8'));
if (!(minimum > 0)) {
  fail(`${minimumFile} holds no number.`);
}
const highest = highestEver();
if (minimum < highest) {
  fail(`${minimumFile} fell from ${highest} to ${minimum}; it only rises.`);
}
const lastLine = fs.readFileSync(log, 'utf8').trimEnd().split('\n').at(-1) ?? '';
const counts = parseCounts(lastLine);
if (!counts) {
  fail('npm test did not end with the line "N passed, N failed, N skipped".');
} else if (counts.failed > 0) {
  fail(`${counts.failed} failed.`);
} else if (status !== '0') {
  fail(`npm test ended with status ${status}.`);
} else if (counts.passed < minimum) {
  fail(`${counts.passed} passed, but ${minimumFile} wants ${minimum} or more.`);
} else {
  console.log(formatCounts(counts));
}
