import type { CellStyle } from './paint-cells.js';
import type { PageState, Sorting } from './page-state.js';
import type { Row } from './rows.js';
import type { Scene } from './scene.js';

/** All that the heatmap is drawn from. */
export interface HeatmapView {
  readonly scene: Scene;
  readonly page: PageState;
  readonly style: Omit<CellStyle, 'geometry' | 'rowHeight'>;
  readonly words: CellWords;
}

export interface CellWords {
  /** What a cell means, as its label. */
  label(row: Row, column: number): string;
  /** The same as a tooltip; of a slot of the cell's strip where there is one. */
  tip(row: Row, column: number, slot: number | undefined): Node;
  /** What a row is, in full. */
  title(row: Row): string;
  /** What stands beside a row's name. */
  detail(row: Row): string;
}

export interface HeatmapEvents {
  open(row: Row, column: number): void;
  back(): void;
  sort(sorting: Sorting): void;
  /** The keyboard is on another cell, or other rows are at the top: to be kept in the page's state. */
  moved(position: Pick<PageState, 'focus' | 'top'>): void;
  /** These rows are in sight now. */
  saw(rows: readonly Row[]): void;
}
