import { element } from './element.js';

/** Distance from what it explains, and from the edges of the page. */
const DISTANCE = 8;

export interface Tooltip {
  /** Shows the content beside a rectangle of the page (in client pixels), on the side where there is room. */
  show(content: Node, beside: DOMRectReadOnly): void;
  hide(): void;
  readonly shown: boolean;
}

/**
 * The page's tooltip. It repeats what the explained element says by its label, so it is hidden from screen readers; it
 * never takes the pointer, and whoever shows it hides it on Escape.
 */
export function createTooltip(): Tooltip {
  const box = element('div', { class: 'tooltip', 'aria-hidden': 'true', hidden: true });
  document.body.append(box);
  let shown = false;
  return {
    get shown() {
      return shown;
    },
    show(content, beside) {
      box.replaceChildren(content);
      box.hidden = false;
      shown = true;
      const { width, height } = box.getBoundingClientRect();
      const below = beside.bottom + DISTANCE + height <= window.innerHeight;
      const top = below ? beside.bottom + DISTANCE : Math.max(DISTANCE, beside.top - DISTANCE - height);
      const left = Math.max(DISTANCE, Math.min(beside.left, window.innerWidth - width - DISTANCE));
      box.style.top = `${Math.round(top)}px`;
      box.style.left = `${Math.round(left)}px`;
    },
    hide() {
      box.hidden = true;
      shown = false;
    },
  };
}
