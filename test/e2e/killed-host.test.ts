import * as assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { runWithEvent } from '../fakes/frozen-run.js';
import { slowMergeLines, writeSlowModels } from '../fakes/slow-merge.js';
import { waitFor } from '../fakes/wait-for.js';
import { inVscode } from '../rig/in-vscode.js';

function workspace(folder: string): void {
  writeSlowModels(folder, ['math', 'code'], { layers: 24, width: 512 });
  for (const name of ['whole', 'broken']) {
    const lines = [...slowMergeLines('.', ['math', 'code']), `output: ./merged-${name}`, ''];
    writeFileSync(path.join(folder, `${name}.experiment.yaml`), lines.join('\n'));
  }
}

/** The processes below `ancestor` whose command line has a word, from /proc. */
function descendants(ancestor: number, word: string): readonly number[] {
  const parents = new Map<number, number>();
  const found: number[] = [];
  for (const pid of readdirSync('/proc').map(Number).filter(Number.isInteger)) {
    try {
      const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
      parents.set(pid, Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
      if (readFileSync(`/proc/${String(pid)}/cmdline`, 'utf8').includes(word)) {
        found.push(pid);
      }
    } catch {
      // It has ended meanwhile.
    }
  }
  const isBelow = (pid: number): boolean => {
    const parent = parents.get(pid);
    return parent !== undefined && (parent === ancestor || isBelow(parent));
  };
  return found.filter(isBelow);
}

function digestOf(folder: string): string {
  return createHash('sha256')
    .update(readFileSync(path.join(folder, 'model.safetensors')))
    .digest('hex');
}

inVscode('an extension host that is killed', { name: 'killed-host', workspace }, (step) => {
  step('leaves its run interrupted, which the next one shows', async (session) => {
    const { workbench, server, workspace: folder, shot, reload } = session;
    await workbench.openContainer('Modelsmith');
    await workbench.chooseFromMenu(workbench.treeItem('whole'), 'Run experiment');
    await workbench.treeItem(/succeeded/).waitFor({ timeout: 180_000 });
    await workbench.chooseFromMenu(workbench.treeItem('broken'), 'Run experiment');
    await runWithEvent(folder, 'broken.experiment.yaml', 'merge/tensor');
    const hosts = descendants(server.pid, 'extensionHost');
    assert.ok(hosts.length > 0, 'the extension host was found');
    for (const pid of hosts) {
      process.kill(pid, 'SIGKILL');
    }
    await waitFor('its end', () => descendants(server.pid, 'extensionHost').every((pid) => !hosts.includes(pid)));
    await reload();
    await workbench.openContainer('Modelsmith');
    await workbench.treeItem(/interrupted/).waitFor();
    await shot('interrupted');
  });

  step(
    'and the run resumes to the same bytes as one that nothing happened to',
    async ({ workbench, workspace: folder, shot }) => {
      await workbench.chooseFromMenu(workbench.treeItem(/interrupted/), 'Resume');
      await workbench.page
        .locator('.part.sidebar .monaco-list-row', { hasText: 'succeeded' })
        .nth(1)
        .waitFor({ timeout: 180_000 });
      assert.equal(digestOf(path.join(folder, 'merged-broken')), digestOf(path.join(folder, 'merged-whole')));
      await shot('resumed');
    },
  );
});
