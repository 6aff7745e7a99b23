import { lineageTexts } from '../../src/base/texts/lineage.js';
import type { EvolveBegun, GenerationRecord } from '../../src/engines/evolve/events.js';
import { toCsv } from '../shared/csv.js';
import type { Format } from '../shared/format.js';
import type { TableView } from '../shared/virtual-table.js';
import { metricName } from './individual-words.js';

interface Field {
  /** In a CSV file, the same in every language. */
  readonly name: string;
  readonly header: string;
  readonly value: (record: GenerationRecord) => number | undefined;
}

/** The curves as a table, a row a generation. */
export function generationTableView(
  generations: readonly GenerationRecord[],
  begun: Pick<EvolveBegun, 'metric'>,
  format: Format,
): TableView {
  const fields = fieldsOf(begun);
  return {
    label: lineageTexts.generationsTable(),
    columns: [
      { header: lineageTexts.column.generation(), numeric: false, width: 110 },
      ...fields.map(({ header }) => ({ header, numeric: true, width: Math.max(90, 24 + header.length * 7.5) })),
      { header: lineageTexts.column.restart(), numeric: false, width: 110 },
    ],
    rows: generations.length,
    cells(row) {
      const record = generations[row];
      if (record === undefined) {
        return [];
      }
      const values = fields.map(({ value }) => {
        const found = value(record);
        return found === undefined ? '' : format.figure(found);
      });
      return [format.count(record.generation), ...values, record.isRestart ? lineageTexts.yes() : ''];
    },
  };
}

/** The same in full precision, and who lived. */
export function generationsCsv(generations: readonly GenerationRecord[], begun: Pick<EvolveBegun, 'metric'>): string {
  const fields = fieldsOf(begun);
  return toCsv([
    ['generation', ...fields.map(({ name }) => name), 'restart', 'population'],
    ...generations.map((record) => [
      record.generation,
      ...fields.map(({ value }) => value(record)),
      String(record.isRestart),
      record.population.join(' '),
    ]),
  ]);
}

function fieldsOf(begun: Pick<EvolveBegun, 'metric'>): readonly Field[] {
  const words = lineageTexts.column;
  return [
    { name: 'best', header: words.best(), value: ({ best }) => best },
    { name: 'best_score', header: words.score(metricName(begun)), value: ({ bestScore }) => bestScore },
    { name: 'best_score_low', header: words.low(), value: ({ interval }) => interval?.low },
    { name: 'best_score_high', header: words.high(), value: ({ interval }) => interval?.high },
    { name: 'validation', header: words.validation(), value: ({ validation }) => validation },
    { name: 'validation_low', header: words.low(), value: ({ validationInterval }) => validationInterval?.low },
    { name: 'validation_high', header: words.high(), value: ({ validationInterval }) => validationInterval?.high },
    { name: 'mean_score', header: words.mean(), value: ({ meanScore }) => meanScore },
    { name: 'scale', header: words.scale(), value: ({ scale }) => scale },
    { name: 'rate', header: words.rate(), value: ({ rate }) => rate },
    { name: 'accepted', header: words.accepted(), value: ({ accepted }) => accepted },
    { name: 'trials', header: words.trials(), value: ({ trials }) => trials },
    { name: 'diversity', header: words.diversity(), value: ({ diversity }) => diversity },
    { name: 'evaluations', header: words.evaluations(), value: ({ evaluations }) => evaluations },
  ];
}
