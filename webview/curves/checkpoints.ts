import { curveTexts } from '../../src/base/texts/curves.js';
import type { CurvesState } from '../../src/protocol/curves.js';
import { element } from '../shared/element.js';
import type { Format } from '../shared/format.js';
import { plainTable } from '../shared/plain-table.js';
import { createSection } from '../shared/section.js';
import { visibleName } from '../shared/visible-name.js';

export interface Checkpoints {
  readonly element: HTMLElement;
  update(state: Pick<CurvesState, 'checkpoints' | 'best'>, format: Format): void;
}

/** The most that are listed, the latest first: a training that keeps every step's is read from its folder. */
const MOST_LISTED = 200;

/** The checkpoints that were written, the latest first, the best one marked in words. */
export function createCheckpoints(): Checkpoints {
  const scroller = element('div', {
    class: 'section-table',
    tabindex: 0,
    role: 'region',
    'aria-label': curveTexts.checkpointsTitle(),
  });
  const section = createSection(curveTexts.checkpointsTitle(), scroller);
  let shown: CurvesState['checkpoints'] = [];
  return {
    element: section.element,
    update({ checkpoints, best }, format) {
      if (checkpoints === shown) {
        return;
      }
      shown = checkpoints;
      section.show(checkpoints.length > 0);
      scroller.replaceChildren(
        plainTable({
          label: curveTexts.checkpointsTitle(),
          columns: [
            { header: curveTexts.columnCheckpoint(), numeric: false },
            { header: curveTexts.x.step(), numeric: true },
            { header: curveTexts.x.epoch(), numeric: true },
            { header: curveTexts.columnScore(), numeric: true },
            { header: curveTexts.columnNote(), numeric: false },
          ],
          rows: checkpoints
            .slice(-MOST_LISTED)
            .reverse()
            .map((one) => ({
              isMarked: one === best,
              cells: [
                visibleName(one.name, 60),
                format.count(one.step),
                format.count(one.epoch),
                one.score === undefined ? '' : format.figure(one.score),
                one === best ? `✓ ${curveTexts.best()}` : '',
              ],
            })),
        }),
      );
    },
  };
}
