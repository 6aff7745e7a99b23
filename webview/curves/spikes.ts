import { curveTexts } from '../../src/base/texts/curves.js';
import type { OperationsRecord, SpikesRecord } from '../../src/engines/train/events.js';
import type { DenseArray } from '../../src/protocol/events.js';
import { createDropdown } from '../shared/controls.js';
import { element, setText } from '../shared/element.js';
import type { Format } from '../shared/format.js';
import { plainTable } from '../shared/plain-table.js';
import { createSection } from '../shared/section.js';
import type { Theme } from '../shared/theme.js';
import { createTooltip } from '../shared/tooltip.js';
import { visibleName } from '../shared/visible-name.js';
import { layOutRaster, paintRaster } from './paint-raster.js';
import type { RasterLayout } from './paint-raster.js';

export interface SpikesView {
  readonly records: readonly SpikesRecord[];
  readonly operations: OperationsRecord | undefined;
  /** The step whose raster is wanted; the latest without. */
  readonly step: number | undefined;
  readonly theme: Theme;
  readonly format: Format;
}

export interface Spikes {
  readonly element: HTMLElement;
  update(view: SpikesView): void;
}

export interface SpikesPorts {
  readonly load: (arrays: readonly DenseArray[]) => Promise<readonly (Float32Array | undefined)[]>;
  /** The user wants the raster after another step; undefined: the latest. */
  readonly choose: (step: number | undefined) => void;
}

/** Rasters are offered for the latest so many steps. */
const MOST_OFFERED = 100;
/** Layers that one request may ask for; deeper networks show their first ones. */
const MOST_LAYERS = 256;
/** Horowitz, "Computing's energy problem", ISSCC 2014: 32-bit floating point at 45 nm. */
const ADDITION_PICOJOULES = 0.9;
const MULTIPLICATION_PICOJOULES = 3.7;

/** What a spiking network does: the spikes of one example layer by layer, their rates, and what a pass costs. */
export function createSpikes({ load, choose }: SpikesPorts): Spikes {
  const steps = createDropdown(curveTexts.rasterLabel(), (value) => choose(value === '' ? undefined : Number(value)));
  const cost = element('p', { class: 'operations' });
  const canvas = element('canvas', { class: 'raster', role: 'img', 'aria-label': curveTexts.rasterAlt() });
  const stage = element('div', { class: 'raster-stage' }, canvas);
  const caption = element('figcaption', { class: 'caption' });
  const said = element('p', { class: 'said', role: 'status' });
  const table = element('div', {
    class: 'section-table',
    tabindex: 0,
    role: 'region',
    'aria-label': curveTexts.spikesTitle(),
  });
  const figure = element('figure', {}, steps.element, stage, said, caption, table);
  const section = createSection(curveTexts.spikesTitle(), cost, figure);
  const tooltip = createTooltip();
  let view: SpikesView | undefined;
  let shown: SpikesRecord | undefined;
  let spikes: readonly (Float32Array | undefined)[] | undefined;
  let layout: RasterLayout = { panels: [], height: 0 };

  function draw(): void {
    if (view === undefined || shown === undefined || stage.clientWidth === 0) {
      return;
    }
    const layers = shown.layers.slice(0, MOST_LAYERS);
    layout = layOutRaster(layers, stage.clientWidth);
    paintRaster(canvas, { layers, spikes: spikes ?? [], layout, room: stage.clientWidth, theme: view.theme });
    const missing = spikes?.some((one) => one === undefined) === true;
    setText(said, spikes === undefined ? curveTexts.rasterLoading() : missing ? curveTexts.rasterMissing() : '');
    const { sample, label, predicted } = shown;
    setText(caption, curveTexts.rasterCaption(String(sample), String(label), String(predicted)));
    table.replaceChildren(tableOf(layers, spikes ?? [], view.format));
  }

  async function show(record: SpikesRecord): Promise<void> {
    shown = record;
    spikes = undefined;
    draw();
    const arrays = record.layers.slice(0, MOST_LAYERS).map(({ data }) => data);
    const loaded = await load(arrays).catch(() => arrays.map(() => undefined));
    if (record === shown) {
      spikes = loaded;
      draw();
    }
  }

  canvas.addEventListener('pointermove', ({ offsetX, offsetY }) => {
    const panel = layout.panels.find(
      ({ left, top, width, height }) =>
        offsetX >= left && offsetX < left + width && offsetY >= top - 16 && offsetY < top + height,
    );
    const layer = panel === undefined ? undefined : shown?.layers[panel.layer];
    if (panel === undefined || layer === undefined || view === undefined) {
      tooltip.hide();
      return;
    }
    const box = canvas.getBoundingClientRect();
    const beside = new DOMRect(box.left + panel.left, box.top + panel.top, panel.width, panel.height);
    tooltip.show(element('div', {}, panelWords(layer, view.format)), beside);
  });
  canvas.addEventListener('pointerleave', () => tooltip.hide());
  document.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') {
      tooltip.hide();
    }
  });
  new ResizeObserver(draw).observe(stage);

  return {
    element: section.element,
    update(next) {
      const themeChanged = view?.theme !== next.theme;
      view = next;
      const { records, operations, format } = next;
      section.show(records.length > 0 || operations !== undefined);
      cost.hidden = operations === undefined;
      setText(cost, operations === undefined ? '' : costWords(operations, format));
      figure.hidden = records.length === 0;
      const offered = records.slice(-MOST_OFFERED).reverse();
      const wanted = offered.find(({ step }) => step === next.step);
      steps.set(
        offered.map(({ step }, i) => ({ value: i === 0 ? '' : String(step), label: format.count(step) })),
        wanted === undefined || wanted === offered[0] ? '' : String(wanted.step),
      );
      const record = wanted ?? offered[0];
      if (record !== undefined && record !== shown) {
        void show(record);
      } else if (themeChanged) {
        draw();
      }
    },
  };
}

function panelWords({ name, neurons, ofNeurons, steps, rate }: SpikesRecord['layers'][number], format: Format): string {
  return curveTexts.panelWords({
    layer: visibleName(name, 60),
    shown: format.count(neurons),
    of: format.count(ofNeurons),
    steps: format.count(steps),
    rate: format.percent(rate, 1),
  });
}

function costWords({ synapticOperations, multiplyAccumulates }: OperationsRecord, format: Format): string {
  const words = curveTexts.operations(format.compact(synapticOperations), format.compact(multiplyAccumulates));
  const dense = multiplyAccumulates * (ADDITION_PICOJOULES + MULTIPLICATION_PICOJOULES);
  const share = (synapticOperations * ADDITION_PICOJOULES) / dense;
  return dense > 0 ? `${words} ${curveTexts.energy(format.percent(share, 1))}` : words;
}

function tableOf(
  layers: SpikesRecord['layers'],
  spikes: readonly (Float32Array | undefined)[],
  format: Format,
): HTMLElement {
  // Steps beyond these would make the table wider than anybody reads; the rate has them all.
  const steps = Math.min(16, Math.max(0, ...layers.map((layer) => layer.steps)));
  const inStep = (layer: number, step: number): string => {
    const { neurons = 0, steps: own = 0 } = layers[layer] ?? {};
    const fired = spikes[layer]?.subarray(step * neurons, (step + 1) * neurons);
    return fired === undefined || step >= own
      ? ''
      : format.count(fired.reduce((sum, one) => sum + (one > 0 ? 1 : 0), 0));
  };
  return plainTable({
    label: curveTexts.spikesTitle(),
    columns: [
      { header: curveTexts.columnLayer(), numeric: false },
      { header: curveTexts.columnNeurons(), numeric: true },
      { header: curveTexts.columnDrawn(), numeric: true },
      { header: curveTexts.columnRate(), numeric: true },
      ...Array.from({ length: steps }, (_, step) => ({
        header: curveTexts.columnSpikes(format.count(step + 1)),
        numeric: true,
      })),
    ],
    rows: layers.map(({ name, neurons, ofNeurons, rate }, layer) => ({
      cells: [
        visibleName(name, 60),
        format.count(ofNeurons),
        format.count(neurons),
        format.percent(rate, 1),
        ...Array.from({ length: steps }, (_, step) => inStep(layer, step)),
      ],
    })),
  });
}
