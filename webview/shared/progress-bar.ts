import { element, setAttribute, setText } from './element.js';

export interface ProgressBar {
  readonly element: HTMLElement;
  /** `share` 0..1; hidden when undefined. */
  update(share: number | undefined, text: string): void;
}

/** A bar with its figures beside it, in the look of the editor's own. */
export function createProgressBar(label: string): ProgressBar {
  const done = element('div', { class: 'progress-done' });
  const bar = element(
    'div',
    { class: 'progress-bar', role: 'progressbar', 'aria-label': label, 'aria-valuemin': 0, 'aria-valuemax': 100 },
    done,
  );
  const words = element('span', { class: 'progress-text' });
  const box = element('div', { class: 'progress' }, bar, words);
  return {
    element: box,
    update(share, text) {
      box.hidden = share === undefined;
      const percent = Math.round(Math.max(0, Math.min(1, share ?? 0)) * 100);
      setAttribute(bar, 'aria-valuenow', percent);
      setAttribute(bar, 'aria-valuetext', text);
      done.style.width = `${percent}%`;
      setText(words, text);
    },
  };
}
