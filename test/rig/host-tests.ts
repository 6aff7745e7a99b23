// Runs the host tests through @vscode/test-electron: `node scripts/test-host.mjs` bundles and starts this.
import { lookup } from 'node:dns/promises';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import * as path from 'node:path';
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';
import { cacheFolder } from './cache-folder.js';
import { ensureChromium } from './chromium.js';
import { ensureCodeServer } from './code-server.js';
import type { HostReport, HostResult } from './host-report.js';
import { projectRoot } from './project-root.js';
import { makeRunFolders } from './run-folders.js';

const bundles = path.resolve(__dirname, '..');

/**
 * The executable of a desktop VS Code: the one that VSCODE_EXECUTABLE names, or a downloaded one (kept in the cache) where there is a
 * display for its window and the download is to be had; undefined elsewhere, or where MODELSMITH_HOST is `server`.
 */
async function desktop(): Promise<string | undefined> {
  const { VSCODE_EXECUTABLE, MODELSMITH_HOST, DISPLAY, WAYLAND_DISPLAY } = process.env;
  if (VSCODE_EXECUTABLE !== undefined) {
    return VSCODE_EXECUTABLE;
  }
  const hasDisplay = process.platform !== 'linux' || (DISPLAY ?? WAYLAND_DISPLAY) !== undefined;
  if (MODELSMITH_HOST === 'server' || !hasDisplay) {
    return undefined;
  }
  try {
    await lookup('update.code.visualstudio.com');
    return await downloadAndUnzipVSCode({ version: 'stable', cachePath: path.join(cacheFolder(), 'vscode') });
  } catch {
    return undefined;
  }
}

/** The executable that stands in for a desktop VS Code, with all that it needs in place. */
async function standIn(): Promise<string> {
  console.log("  in code-server's VS Code, because no desktop VS Code, or no display for it, is to be had here");
  await ensureCodeServer();
  await ensureChromium();
  return path.join(bundles, 'rig', 'code-stand-in.js');
}

/** Prints what came of each test and counts. */
function printReport({ results }: HostReport): Record<HostResult['outcome'], number> {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const { title, outcome, ms, error } of results) {
    counts[outcome]++;
    const sign = { passed: '✓', failed: '✗', skipped: '– skipped:' }[outcome];
    console.log(`  ${sign} ${title}${outcome === 'passed' ? ` (${String(ms)} ms)` : ''}`);
    if (error !== undefined) {
      console.log(error.replaceAll(/^/gm, '      '));
    }
  }
  return counts;
}

async function main(): Promise<void> {
  const folders = makeRunFolders('host-tests');
  const reportFile = path.join(folders.base, 'report.json');
  const executable = (await desktop()) ?? (await standIn());
  const status = await runTests({
    vscodeExecutablePath: executable,
    extensionDevelopmentPath: projectRoot,
    extensionTestsPath: path.join(bundles, 'rig', 'host-main.js'),
    extensionTestsEnv: { MODELSMITH_HOST_REPORT: reportFile, MODELSMITH_ROOT: projectRoot },
    launchArgs: [
      folders.workspace,
      '--disable-extensions',
      `--user-data-dir=${path.dirname(path.dirname(folders.settingsFile))}`,
      `--extensions-dir=${folders.extensions}`,
    ],
  }).catch((error: unknown) => {
    console.log(String(error));
    return 1;
  });
  const counts = existsSync(reportFile)
    ? printReport(JSON.parse(readFileSync(reportFile, 'utf8')) as HostReport)
    : { passed: 0, failed: 0, skipped: 0 };
  if (status !== 0 && counts.failed === 0) {
    counts.failed++;
    console.log(`  ✗ VS Code ended with status ${String(status)}; its logs are below ${path.dirname(folders.base)}`);
  }
  if (counts.failed === 0 && process.env['MODELSMITH_E2E_KEEP'] === undefined) {
    rmSync(folders.base, { recursive: true, force: true });
  }
  console.log(`${String(counts.passed)} passed, ${String(counts.failed)} failed, ${String(counts.skipped)} skipped`);
  process.exit(counts.failed > 0 ? 1 : 0);
}

void main();
