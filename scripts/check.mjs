// `npm run check [-- NAME ...]`: the static checks, each counted as one test.
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { checks } from './lib/checks.mjs';
import { formatCounts } from './lib/counts.mjs';
import { root } from './lib/root.mjs';

/** Most of them have one thread. */
const atOnce = 2;
/** What a check says beyond this is cut; it can be run alone to see all. */
const mostLines = 100;

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !checks.some((check) => check.name === name));
if (unknown.length > 0) {
  console.error(`No check is called ${unknown.join(', ')}; there are ${checks.map((check) => check.name).join(', ')}.`);
  process.exit(1);
}

const counts = { passed: 0, failed: 0, skipped: 0 };

/** @param {(typeof checks)[number]} check */
async function runCheck({ name, command }) {
  const from = performance.now();
  const child = spawn(process.execPath, command, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise((resolve) => child.once('close', resolve));
  const [output, errors, status] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  const seconds = ((performance.now() - from) / 1000).toFixed(1);
  counts[status === 0 ? 'passed' : 'failed']++;
  console.log(`  ${status === 0 ? '✓' : '✗'} ${name} (${seconds} s)`);
  if (status !== 0) {
    const lines = `${output}${errors}`.trimEnd().split('\n');
    console.log(lines.slice(0, wanted.length === 1 ? Infinity : mostLines).join('\n'));
    if (wanted.length !== 1 && lines.length > mostLines) {
      console.log(`… and ${lines.length - mostLines} more lines: npm run check -- "${name}"`);
    }
  }
}

const queue = checks.filter((check) => wanted.length === 0 || wanted.includes(check.name));
await Promise.all(
  Array.from({ length: atOnce }, async () => {
    for (let check = queue.shift(); check !== undefined; check = queue.shift()) {
      await runCheck(check);
    }
  }),
);
console.log(formatCounts(counts));
process.exitCode = counts.failed > 0 ? 1 : 0;
