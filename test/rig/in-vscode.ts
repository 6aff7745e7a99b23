import * as assert from 'node:assert/strict';
import { test } from 'node:test';
import { openVscode, type SessionOptions, type VscodeSession } from './vscode-session.js';

/** Adds a step; steps run in order, in one window, each counted as a test. */
export type Step = (name: string, run: (session: VscodeSession) => Promise<void>) => void;

/**
 * A story in VS Code, as a person lives it: opens a window with the packaged extension, runs the steps, and checks at the end that
 * the window spoke to nobody but its own server. Steps after a failed one are skipped, because they stand on what it did; a picture of
 * the window is taken at the failure.
 */
export function inVscode(title: string, options: SessionOptions, define: (step: Step) => void): void {
  const steps: { readonly name: string; readonly run: (session: VscodeSession) => Promise<void> }[] = [];
  define((name, run) => {
    steps.push({ name, run });
  });
  steps.push({
    name: 'spoke to no host but its own',
    run: (session) => {
      assertOwnHostsOnly(session);
      return Promise.resolve();
    },
  });
  void test(title, async (t) => {
    const session = await openVscode(options);
    const failures: unknown[] = [];
    try {
      for (const { name, run } of steps) {
        await t.test(name, { skip: failures.length > 0 && 'an earlier step failed' }, async () => {
          try {
            await run(session);
          } catch (error) {
            failures.push(error);
            await session.shot('failed').catch(() => undefined);
            throw error;
          }
        });
      }
    } finally {
      await session.close();
    }
  });
}

function assertOwnHostsOnly({ hosts }: VscodeSession): void {
  // Webviews have origins of their own below vscode-resource and vscode-cdn names, which the window itself answers.
  const foreign = [...hosts.keys()].filter(
    (host) => host !== '127.0.0.1' && !host.endsWith('.vscode-resource.vscode-cdn.net'),
  );
  assert.deepEqual(foreign, []);
}
