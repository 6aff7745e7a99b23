import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import * as path from 'node:path';
import { projectRoot } from '../../rig/project-root.js';
import type { ViewPage } from './view-page.js';

/** Where pictures go, to be looked at. */
const shots = path.join(projectRoot, '.e2e', 'shots', 'views');

/** Takes a picture of the whole page, and objects to what axe, the policy or the page itself objects to. */
export async function lookAt(page: ViewPage, name: string): Promise<void> {
  mkdirSync(shots, { recursive: true });
  await page.page.screenshot({ path: path.join(shots, `${name}.png`) });
  assert.deepEqual(await page.axe(), []);
  // Two inline style elements of the toolkit's, without harm; anything else would be ours.
  const violations = await page.violations();
  assert.ok(violations.length <= 2, violations.join('\n'));
  assert.ok(
    violations.every((violation) => violation === 'style-src-elem inline'),
    violations.join('\n'),
  );
  assert.deepEqual(
    page.host.received.filter(({ type }) => type === 'trouble'),
    [],
  );
}
