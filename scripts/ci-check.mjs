// Judges a run of `npm test` by its output: `node scripts/ci-check.mjs LOG STATUS`. The least number of passed tests is in
// .ci/minimum-passed. Ends with the line of counts when all is well.
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { judgeRun } from './lib/judge-run.mjs';
import { root } from './lib/root.mjs';

const [log = '', status = ''] = process.argv.slice(2);
const minimumFile = '.ci/minimum-passed';

/** @param {string} text */
const numberIn = (text) => (/^\d+\s*$/.test(text) ? Number(text) : Number.NaN);

/** @param {readonly string[]} args */
const git = (...args) => spawnSync('git', args, { cwd: root, encoding: 'utf8' }).stdout ?? '';

/** The highest minimum in the history that this clone has; 0 outside git. */
function highestMinimum() {
  const commits = git('log', '--format=%H', '--', minimumFile).split('\n').filter(Boolean);
  return Math.max(0, ...commits.map((commit) => numberIn(git('show', `${commit}:${minimumFile}`)) || 0));
}

const output = fs.readFileSync(log, 'utf8');
const minimum = numberIn(fs.readFileSync(path.join(root, minimumFile), 'utf8'));
const reason = judgeRun({ output, status, minimum, highestMinimum: highestMinimum() });
if (reason !== undefined) {
  console.error(`CI: ${reason}.`);
  process.exitCode = 1;
} else {
  console.log(output.trimEnd().split('\n').at(-1));
}
