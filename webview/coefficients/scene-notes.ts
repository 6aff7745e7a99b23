import { viewTexts } from '../../src/base/texts/views.js';
import type { CoefficientsState } from '../../src/protocol/coefficients.js';
import type { FollowedRun } from '../shared/followed-runs.js';
import { otherRunNotes } from '../shared/notice.js';
import { visibleName } from '../shared/visible-name.js';
import type { BlockStore } from './block-store.js';
import type { PageState } from './page-state.js';
import type { Scene } from './scene.js';

export interface SceneNotesOptions {
  readonly scene: Scene | undefined;
  readonly page: PageState;
  readonly other: FollowedRun<CoefficientsState> | undefined;
  readonly blocks: BlockStore;
}

/** Why a picture shows nothing, or not what was asked for. */
export function sceneNotes({ scene, page, other, blocks }: SceneNotesOptions): readonly string[] {
  const notes = [...otherRunNotes(page.other !== undefined, other)];
  if (scene?.tensor !== undefined && scene.rows.length === 0) {
    const loaded = blocks.of(scene.tensor);
    notes.push(
      scene.tensor.blocks === undefined
        ? viewTexts.noBlocks()
        : loaded === 'missing' || loaded instanceof Float32Array
          ? viewTexts.blocksMissing()
          : viewTexts.loadingBlocks(),
    );
  } else if (scene !== undefined && scene.rows.length === 0 && page.filter !== '') {
    notes.push(viewTexts.nothingMatches(visibleName(page.filter, 60)));
  }
  return notes;
}
