import { viewTexts } from '../../src/base/texts/views.js';
import type { Grouping } from './page-state.js';
import type { Scene } from './scene.js';

/** Slots that are named; a strip of more is told by its tooltips. */
const MOST_NAMED = 16;

/** The picture's caption: what a row, a column and a strip are. */
export function captionOf(scene: Scene, grouping: Grouping): string {
  switch (scene.level) {
    case 'groups': {
      const row = grouping === 'modules' ? viewTexts.captionModules() : viewTexts.captionLayers();
      const slots = slotNames(scene);
      const inside = grouping === 'modules' ? viewTexts.stripOfLayers() : viewTexts.stripOfModules();
      return `${row} ${slots === undefined || grouping === 'modules' ? inside : viewTexts.stripNamed(slots)}`;
    }
    case 'tensors':
      return `${viewTexts.captionTensors()} ${scene.comparing ? '' : viewTexts.stripOfBlocks()}`.trimEnd();
    case 'blocks':
      return viewTexts.captionBlocks();
  }
}

/** What stands in the strips, in order, as the first rows have it; undefined where that is too much to read. */
function slotNames({ rows }: Scene): string | undefined {
  const strip = rows.find(({ tensors, strip: one }) => one !== undefined && tensors[0]?.layer !== undefined)?.strip;
  return strip === undefined || strip.slots > MOST_NAMED
    ? undefined
    : Array.from({ length: strip.slots }, (_, slot) => strip.label(slot)).join(' · ');
}
