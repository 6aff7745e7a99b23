import * as assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { test } from 'node:test';

const root = process.env['MODELSMITH_ROOT'] ?? path.resolve('.');

/** Imports that keep the table of layers (ARCHITECTURE.md), and such that break it with the rule that says so. */
const imports: readonly { readonly from: string; readonly line: string; readonly rule?: string }[] = [
  { from: 'src/ml/a.ts', line: "import { code } from '../base/code.js';" },
  { from: 'src/ml/b.ts', line: "import { text } from '../base/texts/text.js';", rule: 'ml-files' },
  { from: 'src/ml/c.ts', line: "import { run } from '../engines/merge/run.js';", rule: 'ml-files' },
  { from: 'src/base/a.ts', line: "import { unit } from '../ml/unit.js';", rule: 'base-files' },
  { from: 'src/protocol/a.ts', line: "import { readFileSync } from 'node:fs';", rule: 'protocol-node' },
  { from: 'src/engines/merge/spec.ts', line: "import { unit } from '../../ml/unit.js';", rule: 'declarative-files' },
  { from: 'src/engines/merge/events.ts', line: "import type { Store } from '../../experiments/store.js';" },
  { from: 'src/engines/train/run.ts', line: "import { run } from '../merge/run.js';", rule: 'engines-apart' },
  { from: 'src/engines/evolve/run.ts', line: "import { run } from '../stability/run.js';", rule: 'evolve-apart' },
  {
    from: 'src/engines/merge/plan.ts',
    line: "import { store } from '../../experiments/store.js';",
    rule: 'engines-types-only',
  },
  { from: 'src/experiments/a.ts', line: "import { run } from '../engines/merge/run.js';", rule: 'experiments-files' },
  { from: 'src/worker/a.ts', line: "import { show } from '../host/show.js';", rule: 'worker-files' },
  { from: 'src/worker/b.ts', line: "import { text } from '../base/texts/text.js';", rule: 'worker-files' },
  { from: 'src/cli/a.ts', line: "import { window } from 'vscode';", rule: 'vscode-in-host-only' },
  { from: 'src/host/a.ts', line: "import { unit } from '../ml/unit.js';", rule: 'host-types-only' },
  { from: 'src/host/b.ts', line: "import type { Unit } from '../ml/unit.js';" },
  { from: 'src/host/c.ts', line: "import { window } from 'vscode';" },
  { from: 'webview/a.ts', line: "import { join } from 'node:path';", rule: 'webview-node' },
  { from: 'webview/b.ts', line: "import { show } from '../src/host/show.js';", rule: 'webview-files' },
  { from: 'src/ml/kernels/a.ts', line: "import { code } from '../../base/code.js';", rule: 'kernels-alone' },
  { from: 'src/ml/d.ts', line: "import { gone } from './nowhere.js';", rule: 'resolvable' },
];

const others: Readonly<Record<string, string>> = {
  'src/base/code.ts': 'export const code = 1;',
  'src/base/texts/text.ts': 'export const text = 1;',
  'src/ml/unit.ts': 'export const unit = 1; export type Unit = number;',
  'src/engines/merge/run.ts': 'export const run = 1;',
  'src/engines/stability/run.ts': 'export const run = 1;',
  'src/experiments/store.ts': 'export const store = 1; export type Store = number;',
  'src/host/show.ts': 'export const show = 1;',
};

/** The rules that dependency-cruiser finds broken, by the file that breaks them. */
function brokenRules(): ReadonlyMap<string, readonly string[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'modelsmith-layers-'));
  try {
    const files = { ...others, ...Object.fromEntries(imports.map(({ from, line }) => [from, line])) };
    for (const [file, content] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      writeFileSync(path.join(folder, file), content);
    }
    for (const file of [
      '.dependency-cruiser.mjs',
      'tsconfig.base.json',
      'tsconfig.kernels.json',
      'tsconfig.src.json',
    ]) {
      copyFileSync(path.join(root, file), path.join(folder, file));
    }
    symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'), 'junction');
    const cruiser = path.join(root, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruise.mjs');
    const args = [cruiser, '--config', '.dependency-cruiser.mjs', '--output-type', 'json', 'src', 'webview'];
    const ran = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 26 });
    const { summary } = JSON.parse(ran.stdout) as {
      readonly summary: {
        readonly violations: readonly { readonly from: string; readonly rule: { readonly name: string } }[];
      };
    };
    const rulesOf = (file: string) =>
      summary.violations.filter(({ from }) => from === file).map(({ rule }) => rule.name);
    return new Map(imports.map(({ from }) => [from, rulesOf(from)]));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const broken = brokenRules();
for (const { from, line, rule } of imports) {
  test(`${rule === undefined ? 'allows' : `refuses (${rule})`} in ${from}: ${line}`, () => {
    const found = broken.get(from) ?? [];
    if (rule === undefined) {
      assert.deepEqual(found, []);
    } else {
      assert.ok(found.includes(rule), `rules found broken: ${found.join(', ') || 'none'}`);
    }
  });
}
