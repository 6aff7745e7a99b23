import type { StabilityBegun, StabilityCell } from '../../src/engines/stability/events.js';
import { randomStream } from '../../src/base/random.js';
import type { EmittedEvent, RunEvent } from '../../src/protocol/events.js';

export interface StabilityLogOptions {
  readonly seeds?: readonly number[];
  /** How much of it is done: 1 is all. */
  readonly done?: number;
  readonly tasks?: number;
}

const OPTIMIZERS = ['adamg', 'prodigy', 'dog', 'dowg', 'dadapt-adam', 'sgd'];
const NETWORKS = ['logistic', 'mlp', 'cnn', 'resnet'];
const POINTS = 20;
const EVERY = 20;

export function stabilityBegun(changes: Partial<StabilityBegun> = {}): StabilityBegun {
  return {
    type: 'stability/begun',
    tasks: [{ name: 'one', network: 'mlp', data: 'glyphs', steps: 100 }],
    optimizers: ['adamg'],
    seeds: [1],
    learningRates: [0.001, 0.01],
    metric: 'accuracy',
    maximize: true,
    margin: 0.05,
    ...changes,
  };
}

export function stabilityCell(changes: Partial<StabilityCell> = {}): StabilityCell {
  return {
    type: 'stability/cell',
    task: 'one',
    optimizer: 'adamg',
    seed: 1,
    curveEvery: 10,
    // Ends where the test set does, unless a test says otherwise.
    curve: changes.value === undefined ? [] : [changes.value],
    seconds: 1,
    ...changes,
  };
}

export const asLog = (...events: readonly EmittedEvent[]): readonly RunEvent[] =>
  events.map((event, i) => ({ ...event, seq: i + 1, at: 1_760_000_000_000 + i * 1000 }));

/** What a comparison would say: optimizers that are good at different tasks, one that diverges on one. */
export function stabilityLog(options: StabilityLogOptions = {}): {
  readonly events: readonly RunEvent[];
  readonly dense: ReadonlyMap<string, Float32Array>;
} {
  const { seeds = [1, 2, 3], done = 1, tasks = 8 } = options;
  const stream = randomStream(1, 'test/stability-log');
  let index = 0;
  const random = (): number => stream.uniform(index++);
  const begun = stabilityBegun({
    tasks: Array.from({ length: tasks }, (_, i) => ({
      name: `${NETWORKS[i % 4] ?? ''} ${i < 4 ? '8x8' : '32x32'}${i < 8 ? '' : ` ${i}`}`,
      network: NETWORKS[i % 4] ?? '',
      data: i < 4 ? 'glyphs-8' : 'glyphs-32',
      steps: POINTS * EVERY,
    })),
    optimizers: OPTIMIZERS,
    seeds: [...seeds],
    learningRates: [1e-4, 1e-3, 1e-2, 1e-1],
  });
  const train = (level: number, speed: number, diverges: boolean): Partial<StabilityCell> => {
    const value = Math.min(0.999, level + 0.012 * (random() - 0.5));
    const curve = Array.from({ length: POINTS }, (_, i) =>
      diverges && i > 6 ? null : value - 0.85 * Math.exp(-speed * (i + 1)) + 0.01 * (random() - 0.5),
    );
    return diverges ? { divergedAt: 7 * EVERY + 3, curveEvery: EVERY, curve } : { value, curveEvery: EVERY, curve };
  };
  const cells = begun.tasks.flatMap(({ name: task }, t) => {
    const best = 0.97 - 0.03 * t * 0.5;
    const grid = begun.learningRates.flatMap((learningRate, i) =>
      seeds.map((seed) => {
        const off = [0.12, 0, 0.04, 0.4][i] ?? 0;
        return stabilityCell({
          task,
          optimizer: 'adam',
          learningRate,
          seed,
          ...train(best - off, 0.3, i === 3 && t === 2),
        });
      }),
    );
    const tested = OPTIMIZERS.flatMap((optimizer, o) =>
      seeds.map((seed) => {
        const off = [0.004, 0.01, -0.006, 0.09, 0.05, 0.02][o] ?? 0;
        const more = ((t * 7 + o * 3) % 5) * 0.012;
        return stabilityCell({
          task,
          optimizer,
          seed,
          ...train(best - off - more, 0.15 + 0.06 * o, o === 3 && t === 5),
        });
      }),
    );
    return [...grid, ...tested];
  });
  const count = Math.round(cells.length * done);
  return {
    events: asLog(
      { type: 'started', kind: 'stability', name: 'optimizers', seed: 1, backend: 'cpu' },
      begun,
      { type: 'phase', phase: 'stability/cells' },
      ...cells
        .slice(0, count)
        .flatMap((cell, i): readonly EmittedEvent[] => [
          cell,
          { type: 'progress', done: i + 1, total: cells.length, unit: 'trainings' },
        ]),
    ),
    dense: new Map(),
  };
}
