import * as vscode from 'vscode';
import { hostTexts } from '../../base/texts/host.js';
import type { RunNotes } from '../../protocol/run-record.js';
import { readNotes, writeNotes } from '../../experiments/runs/run-notes.js';
import type { RunSummary } from '../../experiments/runs/run-summary.js';
import { runName } from '../runs/describe-run.js';
import { has } from './control-runs.js';
import type { HostServices } from './host-services.js';

/** The limit of the notes' schema. */
const LONGEST_TITLE = 200;

/** Gives a run a title; an empty one takes it away. */
export async function renameRun(host: HostServices, target: unknown): Promise<void> {
  const run = await host.targets.run(target, has('editable'));
  if (run === undefined) {
    return;
  }
  const title = await vscode.window.showInputBox({
    title: hostTexts.renameTitle(),
    prompt: hostTexts.renamePrompt(),
    value: runName(run),
    validateInput: (text) => (text.length > LONGEST_TITLE ? hostTexts.tooLong(LONGEST_TITLE) : undefined),
  });
  if (title !== undefined) {
    await change(host, run, { title: title.trim() === '' ? undefined : title.trim() });
  }
}

/** Stars runs or takes their stars away. */
export async function starRuns(host: HostServices, target: unknown, selected: unknown, star: boolean): Promise<void> {
  const can = has(star ? 'unstarred' : 'starred');
  for (const run of (await host.targets.runs(target, selected, can)).filter(can)) {
    await change(host, run, { star: star ? true : undefined });
  }
}

/** Writes the user's own words about a run. */
export async function noteRun(host: HostServices, target: unknown): Promise<void> {
  const run = await host.targets.run(target, has('editable'));
  if (run === undefined) {
    return;
  }
  const note = await vscode.window.showInputBox({
    title: hostTexts.noteTitle(runName(run)),
    prompt: hostTexts.notePrompt(),
    value: run.notes.note ?? '',
  });
  if (note !== undefined) {
    await change(host, run, { note: note === '' ? undefined : note });
  }
}

/** Changes some notes and keeps the others; undefined takes one away. Read anew, because a terminal writes them, too. */
async function change(
  host: HostServices,
  run: RunSummary,
  changes: { readonly [K in keyof RunNotes]?: RunNotes[K] | undefined },
): Promise<void> {
  const notes: Record<string, unknown> = { ...(await readNotes(run.folder)), ...changes };
  await writeNotes(run.folder, Object.fromEntries(Object.entries(notes).filter(([, value]) => value !== undefined)));
  await host.runs.refresh();
}
