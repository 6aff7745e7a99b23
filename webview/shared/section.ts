import { element } from './element.js';

export interface Section {
  readonly element: HTMLElement;
  /** A hidden section isn't there for a reader of the page's structure either. */
  show(shown: boolean): void;
}

/** A part of the page that the user can fold away. */
export function createSection(title: string, ...content: readonly Node[]): Section {
  const box = element('details', { class: 'section', open: true, hidden: true });
  const parts = [element('summary', {}, title), ...content];
  return {
    element: box,
    show(shown) {
      if (box.hidden === shown) {
        box.hidden = !shown;
        box.replaceChildren(...(shown ? parts : []));
      }
    },
  };
}
