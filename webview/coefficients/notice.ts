import { formatPlace, problemText } from '../../src/base/texts/format-problem.js';
import { viewTexts } from '../../src/base/texts/views.js';
import type { Problem } from '../../src/base/errors.js';
import { element } from '../shared/element.js';
import { visibleName } from '../shared/visible-name.js';
import type { FollowedRun } from './followed-runs.js';

export interface Notice {
  readonly element: HTMLElement;
  update(run: FollowedRun, others: readonly string[]): void;
}

/** What there is to say about a run beside its picture: why there is none, why it is not whole, what to look at. */
export function createNotice(): Notice {
  const box = element('div', { class: 'notice', role: 'status' });
  const notes = element('details', { class: 'notes' });
  let shown = '';
  return {
    element: element('div', {}, box, notes),
    update(run, others) {
      const lines = [...linesOf(run), ...others];
      const problems = run.state.problems.length > 0 ? run.state.problems : (run.header?.problems ?? []);
      const text = JSON.stringify([lines, problems, run.state.notes, run.state.skipped, run.header?.status]);
      if (text === shown) {
        return;
      }
      shown = text;
      const failed = run.header?.status === 'failed';
      box.hidden = lines.length === 0;
      box.className = failed ? 'notice notice-error' : 'notice';
      box.replaceChildren(
        ...(lines.length === 0 ? [] : [element('p', {}, lines.join(' '))]),
        ...(failed ? [problemList(problems)] : []),
      );
      const remarks = run.state.notes.length + (run.state.skipped > 0 ? 1 : 0);
      notes.hidden = remarks === 0;
      const open = notes.open;
      notes.replaceChildren(
        element('summary', {}, viewTexts.notes(remarks)),
        problemList(run.state.notes),
        ...(run.state.skipped > 0 ? [element('p', {}, viewTexts.skippedRecords(run.state.skipped))] : []),
      );
      notes.open = open;
    },
  };
}

function linesOf({ header, state, caughtUp, gone }: FollowedRun): readonly string[] {
  const empty = state.tensors.length === 0;
  if (gone) {
    return [viewTexts.gone()];
  }
  if (!caughtUp) {
    return empty ? [viewTexts.reading()] : [];
  }
  switch (header?.status) {
    case 'queued':
      return [viewTexts.queued()];
    case 'running':
      return empty ? [viewTexts.noTensorsYet()] : [];
    case 'stopping':
      return [viewTexts.stopping()];
    case 'failed':
    case 'diverged':
      return [viewTexts.failed(), viewTexts.failedAdvice(), ...(empty ? [] : [viewTexts.shownBelow()])];
    case 'interrupted':
      return [viewTexts.interrupted(), viewTexts.resumeAdvice(), ...(empty ? [] : [viewTexts.shownBelow()])];
    case 'cancelled':
      return [viewTexts.cancelled(), viewTexts.resumeAdvice(), ...(empty ? [] : [viewTexts.shownBelow()])];
    case 'succeeded':
      return empty ? [viewTexts.noTensors()] : [];
    case undefined:
      return [];
  }
}

function problemList(problems: readonly Problem[]): HTMLElement {
  return element(
    'ul',
    { class: 'problems' },
    ...problems.map((problem) => {
      const { what, advice, place } = wordsOf(problem);
      return element('li', {}, what, ' ', advice, ...(place === '' ? [] : [' ', element('code', {}, place)]));
    }),
  );
}

/** A problem in words. One whose arguments aren't what its code says (a log may be anything) is told by its code. */
function wordsOf(problem: Problem): { readonly what: string; readonly advice: string; readonly place: string } {
  try {
    return { ...problemText(problem), place: formatPlace(problem.where) };
  } catch {
    return { what: visibleName(problem.code), advice: '', place: '' };
  }
}
