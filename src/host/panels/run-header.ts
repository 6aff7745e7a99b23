import { backendText } from '../../base/texts/backend-reasons.js';
import * as fs from 'node:fs/promises';
import type { RunAction, RunHeader } from '../../protocol/view-messages.js';
import { runPaths } from '../../experiments/runs/run-paths.js';
import type { RunSummary } from '../../experiments/runs/run-summary.js';
import { languageModule } from '../language-module.js';
import { runName } from '../runs/describe-run.js';
import { runFlags } from '../runs/run-flags.js';

/** A run as the head of its view shows it. `trusted`: whether it may be started again here. */
export async function runHeader(run: RunSummary, trusted: boolean): Promise<RunHeader> {
  const { record } = run;
  const text = await fs.readFile(runPaths(run.folder).experiment, 'utf8').catch(() => '');
  return {
    key: run.folder,
    id: run.id,
    kind: record.kind,
    name: runName(run),
    status: run.status,
    parameters: languageModule().experimentParameters(text),
    backend: backendText(record.backend),
    createdAt: record.createdAt,
    ...(record.startedAt === undefined ? {} : { startedAt: record.startedAt }),
    ...(record.endedAt === undefined ? {} : { endedAt: record.endedAt }),
    ...(record.seconds === undefined ? {} : { seconds: record.seconds }),
    ...(record.output === undefined ? {} : { output: record.output }),
    ...(record.figures === undefined ? {} : { figures: record.figures }),
    ...(record.problems === undefined ? {} : { problems: record.problems }),
    actions: actionsOf(run, trusted),
  };
}

function actionsOf(run: RunSummary, trusted: boolean): readonly RunAction[] {
  const flags = runFlags(run);
  return [
    ...(flags.has('stoppable') ? (['stop'] as const) : []),
    ...(flags.has('resumable') && trusted ? (['resume'] as const) : []),
    ...(flags.has('output') ? (['reveal-output'] as const) : []),
    'show-log',
    'open-experiment',
  ];
}
