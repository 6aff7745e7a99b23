import { partName } from '../../src/base/texts/evolution.js';
import { lineageTexts } from '../../src/base/texts/lineage.js';
import type { EvolveBegun, RivalRecord } from '../../src/engines/evolve/events.js';
import { element } from '../shared/element.js';
import type { Format } from '../shared/format.js';
import { plainTable } from '../shared/plain-table.js';
import { createSection } from '../shared/section.js';
import { visibleName } from '../shared/visible-name.js';
import { scoreText } from './individual-words.js';
import { rivalWords } from './verdict.js';

export interface RivalsView {
  readonly rivals: readonly RivalRecord[];
  readonly begun: EvolveBegun;
  readonly format: Format;
}

export interface Rivals {
  readonly element: HTMLElement;
  update(view: RivalsView): void;
}

/** The table of what the result has to be measured by, and the result, on every part side by side. */
export function createRivals(): Rivals {
  const table = element('div', {
    class: 'section-table',
    tabindex: 0,
    role: 'region',
    'aria-label': lineageTexts.rivalsTitle(),
  });
  const caption = element('p', { class: 'caption' }, lineageTexts.rivalsCaption());
  const section = createSection(lineageTexts.rivalsTitle(), table, caption);
  let shown: readonly RivalRecord[] = [];
  return {
    element: section.element,
    update(view) {
      section.show(view.rivals.some(({ role }) => role !== 'result'));
      if (view.rivals !== shown) {
        shown = view.rivals;
        table.replaceChildren(tableOf(view));
      }
    },
  };
}

function tableOf({ rivals, begun, format }: RivalsView): HTMLElement {
  const scores = ({ scores: all }: RivalRecord): readonly string[] =>
    begun.parts.map((part) => {
      const found = all.find((one) => one.part === part);
      return scoreText(found?.score, found?.interval, format);
    });
  const gains = ({ gains: all }: RivalRecord): readonly string[] =>
    begun.parts.map((part) => {
      const found = all?.find((one) => one.part === part);
      return found === undefined
        ? ''
        : lineageTexts.withInterval(
            signed(found.gain, format),
            signed(found.interval.low, format),
            signed(found.interval.high, format),
          );
    });
  return plainTable({
    label: lineageTexts.rivalsTitle(),
    columns: [
      { header: lineageTexts.columnRole(), numeric: false },
      ...begun.parts.map((part) => ({ header: partName(part), numeric: true })),
      ...begun.parts.map((part) => ({ header: lineageTexts.columnGain(partName(part)), numeric: true })),
    ],
    rows: rivals.map((rival) => ({
      cells: [nameWithValues(rival, format), ...scores(rival), ...gains(rival)],
      isMarked: rival.role === 'result',
    })),
  });
}

function nameWithValues(rival: RivalRecord, format: Format): string {
  const values = Object.entries(rival.values).map(
    ([name, value]) => `${visibleName(name, 30)} ${format.figure(value)}`,
  );
  return values.length === 0 ? rivalWords(rival) : lineageTexts.tunedValues(rivalWords(rival), values.join(', '));
}

const signed = (value: number, format: Format): string => `${value > 0 ? '+' : ''}${format.figure(value)}`;
