import { stabilityTexts } from '../../src/base/texts/stability.js';
import type { StabilityBegun } from '../../src/engines/stability/events.js';
import type { CellSummary, StabilitySummary } from '../../src/protocol/stability-summary.js';
import type { ColourScale } from '../shared/colour-scale.js';
import { element, setAttribute, setText } from '../shared/element.js';
import type { Format } from '../shared/format.js';
import { gridKey } from '../shared/grid-keys.js';
import type { GridPosition } from '../shared/grid-keys.js';
import type { Tooltip } from '../shared/tooltip.js';
import { visibleName } from '../shared/visible-name.js';
import { cellText, cellWords, tunedText, tunedWords } from './cell-words.js';
import type { CellPlace } from './page-state.js';

export interface GapGridView {
  readonly summary: StabilitySummary;
  readonly begun: StabilityBegun;
  readonly scale: ColourScale;
  readonly format: Format;
  readonly open: CellPlace | undefined;
}

export interface GapGrid {
  readonly element: HTMLElement;
  update(view: GapGridView): void;
  /** Gives the keyboard to the grid. */
  focus(): void;
}

export interface GapGridEvents {
  open(place: CellPlace): void;
  back(): void;
}

/**
 * The heatmap: a grid of real cells, for there are as many as a person can read. Rows are tuned Adam and the optimizers,
 * columns the tasks. Colour says what the number and the mark say, too.
 */
export function createGapGrid(tooltip: Tooltip, events: GapGridEvents): GapGrid {
  const head = element('tr', { role: 'row' });
  const body = element('tbody', { role: 'rowgroup' });
  const grid = element(
    'table',
    { class: 'gap-grid', role: 'grid', 'aria-readonly': 'true', 'aria-label': stabilityTexts.gridLabel() },
    element('thead', { role: 'rowgroup' }, head),
    body,
  );
  const scroller = element('div', { class: 'gap-scroller' }, grid);
  let view: GapGridView | undefined;
  let cells: readonly (readonly HTMLElement[])[] = [];
  let focus: GridPosition = { row: 1, column: 0 };
  let built = '';

  function build({ summary }: GapGridView): void {
    const rows = [undefined, ...summary.optimizers.map(({ name }) => name)];
    head.replaceChildren(
      element('th', { role: 'columnheader', scope: 'col' }, stabilityTexts.columnOptimizer()),
      ...summary.tasks.map(({ task }) =>
        element('th', { role: 'columnheader', scope: 'col' }, visibleName(task.name, 60)),
      ),
    );
    cells = rows.map(() =>
      summary.tasks.map(() => element('td', { role: 'gridcell', class: 'gap-cell', tabindex: -1 })),
    );
    body.replaceChildren(
      ...rows.map((name, row) =>
        element(
          'tr',
          { role: 'row' },
          element(
            'th',
            { role: 'rowheader', scope: 'row' },
            name === undefined ? stabilityTexts.tuned() : visibleName(name, 60),
          ),
          ...(cells[row] ?? []),
        ),
      ),
    );
    focus = { row: Math.min(focus.row, rows.length - 1), column: Math.min(focus.column, summary.tasks.length - 1) };
  }

  const place = ({ row, column }: GridPosition): CellPlace | undefined => {
    const task = view?.summary.tasks[column]?.task.name;
    return task === undefined ? undefined : { optimizer: view?.summary.optimizers[row - 1]?.name, task };
  };
  const open = (at: GridPosition): void => {
    const wanted = place(at);
    if (wanted !== undefined) {
      events.open(wanted);
    }
  };
  function moveTo(next: GridPosition): void {
    cells[focus.row]?.[focus.column]?.setAttribute('tabindex', '-1');
    focus = next;
    const cell = cells[focus.row]?.[focus.column];
    cell?.setAttribute('tabindex', '0');
    cell?.focus();
    if (cell !== undefined) {
      explain(cell);
    }
  }
  function explain(cell: HTMLElement): void {
    tooltip.show(element('div', {}, cell.getAttribute('aria-label') ?? ''), cell.getBoundingClientRect());
  }
  const positionOf = (target: EventTarget | null): GridPosition | undefined => {
    const row = cells.findIndex((line) => line.some((cell) => cell === target));
    const column = cells[row]?.findIndex((cell) => cell === target) ?? -1;
    return column < 0 ? undefined : { row, column };
  };

  grid.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && tooltip.shown) {
      tooltip.hide();
      return;
    }
    const size = { rows: cells.length, columns: cells[0]?.length ?? 0, page: 10 };
    const action = gridKey(event, focus, size);
    if (action === undefined) {
      return;
    }
    event.preventDefault();
    if (action === 'open') {
      open(focus);
    } else if (action === 'back') {
      events.back();
    } else {
      moveTo(action);
    }
  });
  grid.addEventListener('click', ({ target }) => {
    const at = positionOf(target);
    if (at !== undefined) {
      moveTo(at);
      tooltip.hide();
      open(at);
    }
  });
  grid.addEventListener('pointerover', ({ target }) => {
    if (target instanceof HTMLElement && target.classList.contains('gap-cell')) {
      explain(target);
    }
  });
  grid.addEventListener('pointerleave', () => tooltip.hide());
  grid.addEventListener('focusout', () => tooltip.hide());

  return {
    element: scroller,
    update(next) {
      view = next;
      const { summary, begun, scale, format } = next;
      const structure = JSON.stringify([begun.tasks, begun.optimizers]);
      if (structure !== built) {
        built = structure;
        build(next);
      }
      summary.tasks.forEach((task, column) => {
        const header = head.cells[column + 1];
        const { name, network, data, steps } = task.task;
        const words = [name, network, data].map((one) => visibleName(one, 60));
        setAttribute(
          header ?? head,
          'title',
          stabilityTexts.columnHeader(words[0] ?? '', words[1] ?? '', words[2] ?? '', format.count(steps)),
        );
        const context = { task, begun, format };
        fill(cells[0]?.[column], { text: tunedText(task, format), words: tunedWords(context), colours: undefined });
        summary.optimizers.forEach(({ cells: own }, row) => {
          const cell = own[column];
          if (cell !== undefined) {
            const colours = coloursOf(cell, scale);
            fill(cells[row + 1]?.[column], { text: cellText(cell, format), words: cellWords(cell, context), colours });
          }
        });
      });
      cells.forEach((line, row) =>
        line.forEach((cell, column) => {
          setAttribute(cell, 'tabindex', row === focus.row && column === focus.column ? 0 : -1);
          const at = place({ row, column });
          const isOpen = next.open !== undefined && at?.task === next.open.task && at.optimizer === next.open.optimizer;
          setAttribute(cell, 'aria-selected', isOpen ? 'true' : 'false');
        }),
      );
    },
    focus: () => cells[focus.row]?.[focus.column]?.focus(),
  };
}

interface CellFill {
  readonly text: string;
  readonly words: string;
  readonly colours: { readonly fill: string; readonly text: string } | undefined;
}

function fill(cell: HTMLElement | undefined, { text, words, colours }: CellFill): void {
  if (cell !== undefined) {
    setText(cell, text);
    setAttribute(cell, 'aria-label', words);
    cell.style.backgroundColor = colours?.fill ?? '';
    cell.style.color = colours?.text ?? '';
  }
}

/** A cell that diverged has no gap, and the colour of none. */
export function coloursOf({ relativeGap }: CellSummary, scale: ColourScale): CellFill['colours'] {
  return relativeGap === undefined ? undefined : { fill: scale.fill(relativeGap), text: scale.text(relativeGap) };
}
