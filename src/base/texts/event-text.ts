import * as l10n from '@vscode/l10n';
import type { CommonEvent } from '../../protocol/events.js';
import type { Problem } from '../errors.js';
import { formatProblem } from './format-problem.js';
import { bytesText, countText, figureText, phaseText } from './runs.js';

/** An event of a run in the words of its log; several lines where it has more to say. */
export function eventText(event: CommonEvent): string {
  switch (event.type) {
    case 'started':
      return l10n.t('Started {0}, seed {1}, backend {2}', event.name, event.seed, event.backend);
    case 'phase':
      return phaseText(event.phase);
    case 'progress':
      return `  ${progressText(event)}`;
    case 'metric':
      return l10n.t('{0} at {1}: {2}', event.name, event.step, event.value);
    case 'log':
      return event.level === 'warning'
        ? l10n.t('Warning: {0}', problemLines(event.problem))
        : problemLines(event.problem);
    case 'artifact':
      return l10n.t('Artifact {0} ({1}): {2}', event.name, bytesText(event.bytes), event.path);
    case 'result': {
      const first = event.output === undefined ? l10n.t('Succeeded') : l10n.t('Succeeded: {0}', event.output);
      return [first, ...event.figures.map((figure) => `  ${figureText(figure)}`)].join('\n');
    }
    case 'failed':
      return [l10n.t('Failed'), ...event.problems.map((one) => problemLines(one))].join('\n');
    case 'resumed':
      return event.from === 0
        ? l10n.t('Resumed; nothing was kept of the attempt before, so it begins anew')
        : l10n.t('Resumed where its last snapshot left off');
  }
}

/** `3 of 12 tensors`, `1.21M of 7.24B parameters`, `1.5 MB of 2.0 GB`. */
export function progressText({ done, total, unit }: { done: number; total: number; unit: string }): string {
  return unit === 'bytes'
    ? l10n.t('{0} of {1}', bytesText(done), bytesText(total))
    : l10n.t('{0} of {1} {2}', countText(done), countText(total), unit);
}

/** A problem with what a notification has no room for. */
export function problemLines(problem: Problem): string {
  return [formatProblem(problem), ...problemDetails(problem)].join('\n');
}

/** The last words of a worker that died, or the stack of an error of our own, line by line. */
export function problemDetails(problem: Problem): readonly string[] {
  const details =
    problem.code === 'worker-died'
      ? problem.arguments.output
      : problem.code === 'internal'
        ? problem.arguments.stack
        : '';
  return details === '' ? [] : details.split('\n');
}
