import { formatPlace, problemText } from '../../src/base/texts/format-problem.js';
import { viewTexts } from '../../src/base/texts/views.js';
import type { Problem } from '../../src/base/errors.js';
import type { RunFacts } from '../../src/protocol/run-facts.js';
import { element } from './element.js';
import { visibleName } from './visible-name.js';
import type { FollowedRun } from './followed-runs.js';

/** What a view says where there is nothing, or not everything, to be drawn. */
export interface NoticeWords {
  queued(): string;
  /** It runs, and nothing is there yet. */
  nothingYet(): string;
  /** It has succeeded, and there is nothing. */
  nothing(): string;
  /** It didn't come to its end, and something is there. */
  shownBelow(): string;
}

export interface NoticeView {
  readonly run: FollowedRun<RunFacts>;
  /** Whether there is nothing to be drawn. */
  readonly isEmpty: boolean;
  readonly words: NoticeWords;
  /** What else there is to say. */
  readonly others: readonly string[];
}

export interface Notice {
  readonly element: HTMLElement;
  update(view: NoticeView): void;
}

/** What there is to say about a run beside its picture: why there is none, why it is not whole, what to look at. */
export function createNotice(): Notice {
  const box = element('div', { class: 'notice', role: 'status' });
  const notes = element('details', { class: 'notes' });
  let shown = '';
  return {
    element: element('div', {}, box, notes),
    update(view) {
      const { header, state } = view.run;
      const lines = [...linesOf(view), ...view.others];
      const problems = state.problems.length > 0 ? state.problems : (header?.problems ?? []);
      const text = JSON.stringify([lines, problems, state.notes, state.skipped, header?.status]);
      if (text === shown) {
        return;
      }
      shown = text;
      const failed = header?.status === 'failed' || header?.status === 'diverged';
      box.hidden = lines.length === 0;
      box.className = failed ? 'notice notice-error' : 'notice';
      box.replaceChildren(
        ...(lines.length === 0 ? [] : [element('p', {}, lines.join(' '))]),
        ...(failed ? [problemList(problems)] : []),
      );
      const remarks = state.notes.length + (state.skipped > 0 ? 1 : 0);
      notes.hidden = remarks === 0;
      const open = notes.open;
      notes.replaceChildren(
        element('summary', {}, viewTexts.notes(remarks)),
        problemList(state.notes),
        ...(state.skipped > 0 ? [element('p', {}, viewTexts.skippedRecords(state.skipped))] : []),
      );
      notes.open = open;
    },
  };
}

/** Why there is nothing yet of the run to compare with; `wanted` says whether there is to be one. */
export function otherRunNotes(wanted: boolean, other: FollowedRun<unknown> | undefined): readonly string[] {
  if (other?.gone === true) {
    return [viewTexts.goneOther()];
  }
  return wanted && other?.caughtUp !== true ? [viewTexts.readingOther()] : [];
}

function linesOf({ run: { header, caughtUp, gone }, isEmpty, words }: NoticeView): readonly string[] {
  const below = isEmpty ? [] : [words.shownBelow()];
  if (gone) {
    return [viewTexts.gone()];
  }
  if (!caughtUp) {
    return isEmpty ? [viewTexts.reading()] : [];
  }
  switch (header?.status) {
    case 'queued':
      return [words.queued()];
    case 'running':
      return isEmpty ? [words.nothingYet()] : [];
    case 'stopping':
      return [viewTexts.stopping()];
    case 'failed':
      return [viewTexts.failed(), viewTexts.failedAdvice(), ...below];
    case 'diverged':
      return [viewTexts.diverged(), ...below];
    case 'interrupted':
      return [viewTexts.interrupted(), viewTexts.resumeAdvice(), ...below];
    case 'cancelled':
      return [viewTexts.cancelled(), viewTexts.resumeAdvice(), ...below];
    case 'succeeded':
      return isEmpty ? [words.nothing()] : [];
    case undefined:
      return [];
  }
}

/** Problems in words, with what to do about each and where it is. */
export function problemList(problems: readonly Problem[]): HTMLElement {
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
