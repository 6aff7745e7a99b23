// `npm run check [-- NAME ...]`: the static checks, each counted as one test.
import { spawnSync } from 'node:child_process';
import { checks } from './lib/checks.mjs';
import { formatCounts } from './lib/counts.mjs';
import { root } from './lib/root.mjs';

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !checks.some((check) => check.name === name));
if (unknown.length > 0) {
  console.error(`No check is called ${unknown.join(', ')}; there are ${checks.map((check) => check.name).join(', ')}.`);
  process.exit(1);
}
const counts = { passed: 0, failed: 0, skipped: 0 };
for (const { name, command } of checks.filter((check) => wanted.length === 0 || wanted.includes(check.name))) {
  const from = performance.now();
  const ran = spawnSync(process.execPath, command, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28 });
  const seconds = ((performance.now() - from) / 1000).toFixed(1);
  if (ran.status === 0) {
    counts.passed++;
    console.log(`  ✓ ${name} (${seconds} s)`);
  } else {
    counts.failed++;
    console.log(`  ✗ ${name} (${seconds} s)\n${ran.stdout}${ran.stderr}`);
  }
}
console.log(formatCounts(counts));
process.exitCode = counts.failed > 0 ? 1 : 0;
