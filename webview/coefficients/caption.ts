import { viewTexts } from '../../src/base/texts/views.js';
import type { Grouping, PageState } from './page-state.js';
import type { Scene } from './scene.js';

/** Slots that are named; a strip of more is told by its tooltips. */
const MOST_NAMED = 16;

/** The picture's caption: what a row, a column and a strip are. */
export function captionOf(scene: Scene, { grouping, shown }: Pick<PageState, 'grouping' | 'shown'>): string {
  const strip = shown === 'heatmap' ? stripCaption(scene, grouping) : '';
  return `${rowCaption(scene.level, grouping)} ${strip}`.trimEnd();
}

function rowCaption(level: Scene['level'], grouping: Grouping): string {
  switch (level) {
    case 'groups':
      return grouping === 'modules' ? viewTexts.captionModules() : viewTexts.captionLayers();
    case 'tensors':
      return viewTexts.captionTensors();
    case 'blocks':
      return viewTexts.captionBlocks();
  }
}

function stripCaption(scene: Scene, grouping: Grouping): string {
  switch (scene.level) {
    case 'groups': {
      const slots = grouping === 'modules' ? undefined : slotNames(scene);
      const general = grouping === 'modules' ? viewTexts.stripOfLayers() : viewTexts.stripOfModules();
      return slots === undefined ? general : viewTexts.stripNamed(slots);
    }
    case 'tensors':
      return scene.comparing ? '' : viewTexts.stripOfBlocks();
    case 'blocks':
      return '';
  }
}

/** What stands in the strips, in order, as the first rows have it; undefined where that is too much to read. */
function slotNames({ rows }: Scene): string | undefined {
  const strip = rows.find(({ tensors, strip: one }) => one !== undefined && tensors[0]?.layer !== undefined)?.strip;
  return strip === undefined || strip.slots > MOST_NAMED
    ? undefined
    : Array.from({ length: strip.slots }, (_, slot) => strip.label(slot)).join(' · ');
}
