import { lineageTexts } from '../../src/base/texts/lineage.js';
import type { EvolveBegun } from '../../src/engines/evolve/events.js';
import type { Format } from '../shared/format.js';
import { plainTable } from '../shared/plain-table.js';
import { svgElement } from '../shared/svg-element.js';
import { visibleName } from '../shared/visible-name.js';

/** More rows nobody reads beside a graph. */
const MOST_GENES = 100;
const BAR = { width: 90, height: 10 };

/** The values of an individual, each as a bar within its range; and how many there are besides. */
export function geneTable(
  genes: EvolveBegun['genes'],
  values: readonly number[],
  format: Format,
): { readonly table: HTMLElement; readonly omitted: number } {
  const shown = genes.slice(0, Math.min(MOST_GENES, values.length));
  const table = plainTable({
    label: lineageTexts.genes(),
    columns: [
      { header: lineageTexts.columnGene(), numeric: false },
      { header: lineageTexts.columnAmount(), numeric: true },
      { header: lineageTexts.columnRange(), numeric: false },
    ],
    rows: shown.map((gene, i) => {
      const value = values[i] ?? Number.NaN;
      return { cells: [visibleName(gene.name, 60), format.figure(value), bar(gene, value, format)] };
    }),
  });
  return { table, omitted: Math.max(0, values.length - shown.length) };
}

/** From the lower end of the range, or from 0 where that lies in it, to the value. */
function bar({ from, to }: EvolveBegun['genes'][number], value: number, format: Format): SVGSVGElement {
  const svg = svgElement('svg', {
    class: 'gene-bar',
    width: BAR.width,
    height: BAR.height,
    role: 'img',
    'aria-label': lineageTexts.geneRange(format.figure(value), format.figure(from), format.figure(to)),
  });
  const width = to - from;
  const xOf = (one: number): number =>
    width > 0 ? BAR.width * Math.max(0, Math.min(1, (one - from) / width)) : BAR.width / 2;
  const origin = from < 0 && to > 0 ? xOf(0) : 0;
  const end = xOf(value);
  svg.append(
    svgElement('rect', { class: 'gene-ground', x: 0.5, y: 0.5, width: BAR.width - 1, height: BAR.height - 1 }),
    svgElement('rect', {
      class: 'gene-amount',
      x: Math.min(origin, end),
      y: 2,
      width: Math.max(1, Math.abs(end - origin)),
      height: BAR.height - 4,
    }),
  );
  return svg;
}
