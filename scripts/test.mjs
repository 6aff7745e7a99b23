// `npm test`: installs what is missing, runs every stage, ends with the line `N passed, N failed, N skipped`.
// `node scripts/test.mjs [STAGE ...] [arguments for the last of them]` runs some of them. Imports only node: (see lib/install.mjs).
import { spawn } from 'node:child_process';
import * as path from 'node:path';
import * as readline from 'node:readline';
import { addCounts, formatCounts, none, parseCounts } from './lib/counts.mjs';
import { FailureLines } from './lib/failure-lines.mjs';
import { ensureInstalled, setUpTensorflow } from './lib/install.mjs';
import { root } from './lib/root.mjs';
import { stages } from './lib/stages.mjs';

const args = process.argv.slice(2);
const wanted = stages.filter((stage) => args.includes(stage.name)).map((stage) => stage.name);
/** What names no stage is for the last one: a file, say. */
const extra = args.filter((arg) => !wanted.includes(arg));
if (extra.length > 0 && wanted.length === 0) {
  console.error(`No stage is called ${extra.join(' ')}; there are ${stages.map((stage) => stage.name).join(', ')}.`);
  process.exit(1);
}

const failures = new FailureLines();

/**
 * Runs one stage, passing its output through; answers with the counts it ends with.
 * One that ends without counts, or badly although its counts name no failure, is a failure itself.
 * @param {import('./lib/stages.mjs').Stage} stage
 */
async function runStage(stage) {
  const [script = '', ...args] = stage.command;
  const own = stage.name === wanted.at(-1) ? extra : [];
  const child = spawn(process.execPath, [path.join(root, 'scripts', script), ...args, ...own], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => child.once('close', (code, signal) => resolve(code ?? signal)));
  let counts;
  for await (const line of readline.createInterface({ input: child.stdout })) {
    const found = parseCounts(line);
    counts = found ?? counts;
    if (!found) {
      failures.add(line);
      console.log(line);
    }
  }
  const status = await ended;
  if (!counts || (status !== 0 && counts.failed === 0)) {
    console.log(`The stage ended with ${String(status)} ${counts ? 'although nothing failed' : 'before its counts'}.`);
    return addCounts(counts ?? none, { passed: 0, failed: 1, skipped: 0 });
  }
  return counts;
}

const started = performance.now();
ensureInstalled();
setUpTensorflow();
let total = none;
/** @type {Set<string>} */
const failed = new Set();
for (const stage of stages.filter((one) => (wanted.length > 0 ? wanted.includes(one.name) : one.onRequest !== true))) {
  const from = performance.now();
  console.log(`\n── ${stage.title}`);
  const lacking = stage.needs?.filter((name) => failed.has(name)) ?? [];
  if (lacking.length > 0) {
    console.log(`Not run, because these failed: ${lacking.join(', ')}.`);
  }
  const counts = lacking.length > 0 ? { passed: 0, failed: 1, skipped: 0 } : await runStage(stage);
  if (counts.failed > 0) {
    failed.add(stage.name);
  }
  total = addCounts(total, counts);
  console.log(`── ${stage.title}: ${formatCounts(counts)} in ${((performance.now() - from) / 1000).toFixed(1)} s`);
}
if (failures.lines.length > 0) {
  console.log(`\n── what failed, again\n${failures.lines.join('\n')}`);
}
const minutes = (performance.now() - started) / 60_000;
console.log(`\n${failed.size > 0 ? `Failed: ${[...failed].join(', ')}. ` : ''}Took ${minutes.toFixed(1)} min.`);
console.log(formatCounts(total));
process.exitCode = total.failed > 0 ? 1 : 0;
