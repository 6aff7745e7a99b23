import { viewTexts } from '../../src/base/texts/views.js';
import { element } from '../shared/element.js';
import { visibleName } from '../shared/visible-name.js';
import type { Place } from './page-state.js';
import type { Scene } from './scene.js';

export interface Breadcrumb {
  readonly element: HTMLElement;
  update(scene: Scene): void;
}

/** The way from the model to what is shown; each step but the last leads back to it. */
export function createBreadcrumb(onGo: (place: Place) => void): Breadcrumb {
  const list = element('ol', {});
  let shown = '';
  return {
    element: element('nav', { class: 'breadcrumb', 'aria-label': viewTexts.breadcrumb() }, list),
    update({ place, groupLabel, tensor }) {
      const steps: readonly { readonly label: string; readonly place: Place }[] = [
        { label: viewTexts.model(), place: {} },
        ...(groupLabel === undefined || place.group === undefined
          ? []
          : [{ label: groupLabel, place: { group: place.group } }]),
        ...(tensor === undefined ? [] : [{ label: visibleName(tensor.tensor), place }]),
      ];
      const text = JSON.stringify(steps);
      if (text === shown) {
        return;
      }
      shown = text;
      list.replaceChildren(
        ...steps.map((step, i) => {
          if (i === steps.length - 1) {
            return element('li', { 'aria-current': 'location' }, step.label);
          }
          const button = element('button', { type: 'button', class: 'link' }, step.label);
          button.addEventListener('click', () => onGo(step.place));
          return element('li', {}, button);
        }),
      );
    },
  };
}
