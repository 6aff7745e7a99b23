import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import type { AxeResults } from 'axe-core';
import { projectRoot } from './project-root.js';
import type { Workbench } from './workbench.js';

/** What axe finds wrong with the visible webview's accessibility, one line each: the rule, its reason, the elements. */
export async function axeViolations(workbench: Workbench): Promise<readonly string[]> {
  const frame = await workbench.webviewFrame();
  // Evaluated by the debugger, which the page's content security policy doesn't bind.
  await frame.evaluate(readFileSync(path.join(projectRoot, 'node_modules', 'axe-core', 'axe.min.js'), 'utf8'));
  const results = await frame.evaluate(async () => {
    const { axe } = globalThis as unknown as { readonly axe: { run(context: Document): Promise<AxeResults> } };
    return axe.run(document);
  });
  return results.violations.map(
    ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
  );
}
