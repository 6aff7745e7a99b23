// Runs in the extension host: what VS Code loads as `extensionTestsPath`.
import { readdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import Mocha from 'mocha';
import type { HostReport, HostResult } from './host-report.js';

/** Runs every bundled test of test/host; VS Code calls it, and takes a rejection as a failed run. */
export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', timeout: 300_000, color: false });
  const folder = path.resolve(__dirname, '..', 'host');
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.test.js'))) {
    mocha.addFile(path.join(folder, file));
  }
  const results: HostResult[] = [];
  const add = (test: Mocha.Runnable, outcome: HostResult['outcome'], error?: Error) => {
    const title = test.titlePath().join(' › ');
    results.push({ title, outcome, ms: test.duration ?? 0, ...(error && { error: error.stack ?? error.message }) });
    console.log(`${outcome}: ${title}`);
  };
  const failures = await new Promise<number>((resolve) => {
    mocha
      .run(resolve)
      .on('pass', (test) => {
        add(test, 'passed');
      })
      .on('fail', (test, error: Error) => {
        add(test, 'failed', error);
      })
      .on('pending', (test) => {
        add(test, 'skipped');
      });
  });
  const report: HostReport = { results };
  writeFileSync(process.env['MODELSMITH_HOST_REPORT'] ?? '', JSON.stringify(report));
  if (failures > 0) {
    throw new Error(`${String(failures)} tests failed`);
  }
}
