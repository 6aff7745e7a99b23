import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { IndividualRecord } from '../../../src/engines/evolve/events.js';
import { emptyLineage, reduceLineage } from '../../../src/protocol/lineage.js';
import { ancestorsOf, childrenOf, lifeOf, linksOf, mainLine } from '../../../webview/lineage/ancestry.js';
import { createFitnessScale } from '../../../webview/lineage/fitness-scale.js';
import { graphKey } from '../../../webview/lineage/graph-keys.js';
import { individualsCsv } from '../../../webview/lineage/individual-table.js';
import { columnUpTo, createLayouter, individualAt } from '../../../webview/lineage/layout.js';
import type { LineageLayout } from '../../../webview/lineage/layout.js';
import { lineageJson } from '../../../webview/lineage/lineage-json.js';
import { moveFrom } from '../../../webview/lineage/move.js';
import { readPageState, withChoices } from '../../../webview/lineage/page-state.js';
import { standsTo, verdictWords } from '../../../webview/lineage/verdict.js';
import { brought, generationAt, moved, rowAt, within, xOf, yOf, zoomed } from '../../../webview/lineage/viewport.js';
import type { Viewport, Whole } from '../../../webview/lineage/viewport.js';
import { createFormat } from '../../../webview/shared/format.js';
import { evolveBegun, evolveLog, generation, individual } from '../../fakes/evolve-log.js';
import { aTheme } from './a-theme.js';

const number = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 });
const population: fc.Arbitrary<readonly IndividualRecord[]> = fc
  .array(
    fc.record({
      generation: fc.nat(6),
      isAccepted: fc.boolean(),
      score: fc.option(fc.oneof(number, fc.constantFrom(0, 1)), { nil: undefined }),
    }),
    { maxLength: 40 },
  )
  .map((list) =>
    list.map(({ score, ...one }, id) => individual({ ...one, id, ...(score === undefined ? {} : { score }) })),
  );
const placesOf = (layout: LineageLayout): readonly (readonly [number, number])[] =>
  layout.individuals.map((one, i) => [one.generation, layout.rowOf(i)]);

describe('the layout of a lineage', () => {
  it('gives everybody a place of its own, which is found again', () => {
    fc.assert(
      fc.property(population, fc.boolean(), (individuals, maximize) => {
        const layout = createLayouter()(individuals, maximize);
        const places = placesOf(layout).map(String);
        assert.equal(new Set(places).size, individuals.length);
        layout.individuals.forEach((one, i) => {
          const column = layout.columns[columnUpTo(layout.columns, one.generation)];
          assert.ok(column !== undefined && column.generation === one.generation);
          assert.equal(individualAt(layout, column, layout.rowOf(i)), i);
          assert.ok(layout.rowOf(i) < layout.rows);
          assert.equal(layout.rowOf(i) < layout.acceptedRows, one.isAccepted);
        });
      }),
      { seed: 1 },
    );
  });

  it('is the same grown in any steps and made at once', () => {
    fc.assert(
      fc.property(population, fc.array(fc.nat(12), { maxLength: 6 }), (individuals, steps) => {
        const layOut = createLayouter();
        let end = 0;
        for (const step of steps) {
          end += step;
          layOut(individuals.slice(0, end), true);
        }
        const grown = layOut(individuals, true);
        const whole = createLayouter()(individuals, true);
        assert.deepEqual([placesOf(grown), grown.columns], [placesOf(whole), whole.columns]);
      }),
      { seed: 2 },
    );
  });

  it('begins anew for another list, and for the other direction', () => {
    const layOut = createLayouter();
    const list = [3, 1, 2].map((score, id) => individual({ id, score }));
    assert.deepEqual(layOut(list, true).columns[0]?.accepted, [0, 2, 1]);
    assert.deepEqual(layOut(list, false).columns[0]?.accepted, [1, 2, 0]);
    assert.deepEqual(layOut([individual({ id: 7, score: 1 })], false).columns[0]?.accepted, [0]);
  });

  it('ranks the best on top, equals by age, those without a score last', () => {
    const scores = [0.5, undefined, 0.9, 0.5];
    const list = scores.map((score, id) => individual({ id, ...(score === undefined ? {} : { score }) }));
    assert.deepEqual(createLayouter()(list, true).columns[0]?.accepted, [2, 0, 3, 1]);
    assert.deepEqual(createLayouter()(list, false).columns[0]?.accepted, [0, 3, 2, 1]);
  });
});

describe('descent', () => {
  const family = [
    individual({ id: 0, label: 'math' }),
    individual({ id: 1, label: 'code', slot: 1 }),
    individual({ id: 2, generation: 1, parent: 0, donor: [{ factor: 0.5, plus: 1, minus: 0 }] }),
    individual({ id: 5, generation: 2, parent: 2, donor: [{ factor: 1, plus: 1 }] }),
    individual({
      id: 6,
      generation: 2,
      donor: [
        { factor: 0.2, plus: 0 },
        { factor: -0.8, plus: 5 },
      ],
    }),
  ];

  it('names the parent, then each part of the donor once with its factor', () => {
    assert.deepEqual(linksOf(family[2] ?? individual()), [
      { id: 0, as: 'parent', factor: undefined },
      { id: 1, as: 'donor', factor: 0.5 },
      { id: 0, as: 'donor', factor: -0.5 },
    ]);
  });

  it('leads by parents to an original, and by the largest part where there is none', () => {
    assert.deepEqual(
      mainLine(family, 6).map(({ id }) => id),
      [6, 5, 2, 0],
    );
    assert.deepEqual(mainLine(family, 3), []);
  });

  it('knows all ancestors and all children', () => {
    assert.deepEqual([...ancestorsOf(family, 5)].sort(), [0, 1, 2]);
    assert.deepEqual([...ancestorsOf(family, 0)], []);
    assert.deepEqual(childrenOf(family, 0), [2, 6]);
    assert.deepEqual(childrenOf(family, 6), []);
  });

  it('ends whatever a log says of parents', () => {
    const parent = fc.nat(12);
    const wild = fc
      .array(fc.record({ parent, donor: fc.array(fc.record({ factor: number, plus: parent, minus: parent })) }), {
        maxLength: 10,
      })
      .map((list) => list.map((one, id) => individual({ ...one, id })));
    fc.assert(
      fc.property(wild, (individuals) => {
        for (const { id } of individuals) {
          assert.ok(mainLine(individuals, id).length <= individuals.length);
          assert.ok(!ancestorsOf(individuals, id).has(id));
        }
      }),
      { seed: 3 },
    );
  });

  it('tells from when to when somebody lived, and who still does', () => {
    const populations = [
      [0, 1],
      [2, 1],
      [2, 1],
      [5, 1],
    ];
    const generations = populations.map((living, at) => generation({ generation: at, population: living }));
    assert.deepEqual(lifeOf(generations, 2), { first: 1, last: 2, isLiving: false });
    assert.deepEqual(lifeOf(generations, 1), { first: 0, last: 3, isLiving: true });
    assert.equal(lifeOf(generations, 9), undefined);
  });
});

describe('what is in sight', () => {
  const whole: Whole = { range: [-0.5, 99.5], rows: [0, 40] };
  const view: Viewport = { width: 800, height: 300, range: [10, 30], rows: [5, 25] };

  it('finds the place on the canvas again', () => {
    fc.assert(
      fc.property(fc.double({ min: -50, max: 150, noNaN: true }), (at) => {
        assert.ok(Math.abs(generationAt(view, xOf(view, at)) - at) < 1e-9);
        assert.ok(Math.abs(rowAt(view, yOf(view, at)) - at - 0.5) < 1e-9);
      }),
      { seed: 4 },
    );
  });

  it('keeps what lies under the pointer where it is while zooming, and never leaves what there is', () => {
    const closer = zoomed(view, whole, { factor: 2, generation: 15, row: 10 });
    assert.deepEqual(closer, { range: [12.5, 22.5], rows: [7.5, 17.5] });
    fc.assert(
      fc.property(
        fc.double({ min: 0.05, max: 20, noNaN: true }),
        fc.double({ min: 0, max: 99, noNaN: true }),
        (factor, generation) => {
          const { range = whole.range } = zoomed(view, whole, { factor, generation, row: 3 });
          assert.ok(range[0] >= -0.5 && range[1] <= 99.5 && range[1] - range[0] >= 3 - 1e-9);
        },
      ),
      { seed: 5 },
    );
  });

  it('is everything again when all of it fits, and stops at the ends', () => {
    assert.deepEqual(zoomed(view, whole, { factor: 0.01, generation: 15, row: 10 }), {
      range: undefined,
      rows: undefined,
    });
    assert.deepEqual(moved(view, whole, { generations: 1000, rows: -1000 }), { range: [79.5, 99.5], rows: [0, 20] });
    assert.equal(within([-3, 400], [0, 10]), undefined);
  });

  it('moves only as far as a place needs', () => {
    assert.deepEqual(brought(view, whole, { generation: 20, row: 10 }), { range: [10, 30], rows: [5, 25] });
    assert.deepEqual(brought(view, whole, { generation: 40, row: 2 }), { range: [20.5, 40.5], rows: [2, 22] });
  });
});

describe('keys of the graph', () => {
  const list = [
    individual({ id: 0, score: 0.4 }),
    individual({ id: 1, slot: 1, score: 0.5 }),
    individual({ id: 2, generation: 1, parent: 0, score: 0.6 }),
    individual({ id: 3, generation: 1, slot: 1, parent: 1, score: 0.3, isAccepted: false }),
  ];
  const layout = createLayouter()(list, true);
  const go = (from: number | undefined, key: string, ctrlKey = false): number | undefined => {
    const action = graphKey({ key, ctrlKey, metaKey: false, altKey: false, shiftKey: false });
    assert.ok(action?.kind === 'move');
    return moveFrom(layout, from, { ...action, best: 2 });
  };

  it('go along generations and ranks, and stay at the ends', () => {
    assert.deepEqual([go(1, 'ArrowDown'), go(0, 'ArrowDown'), go(0, 'ArrowUp'), go(1, 'ArrowUp')], [0, 0, 1, 1]);
    assert.deepEqual([go(1, 'ArrowRight'), go(2, 'ArrowRight'), go(2, 'ArrowLeft')], [2, 2, 1]);
    // From the lost to the nearest row of the generation before.
    assert.equal(go(3, 'ArrowLeft'), 0);
    assert.deepEqual([go(2, 'ArrowDown'), go(3, 'ArrowUp')], [3, 2]);
  });

  it('go to parents, to the best, and to the corners', () => {
    assert.deepEqual([go(3, 'p'), go(3, 'P'), go(0, 'p')], [1, 1, 0]);
    assert.deepEqual([go(0, 'b'), go(undefined, 'ArrowLeft')], [2, 2]);
    assert.deepEqual([go(0, 'End'), go(2, 'Home'), go(0, 'Home', true), go(1, 'End', true)], [2, 1, 1, 0]);
    assert.deepEqual([go(0, 'PageDown'), go(2, 'PageUp')], [2, 1]);
  });

  it('leave what belongs to the editor alone', () => {
    const key = (pressed: string, modifiers: object): unknown =>
      graphKey({ key: pressed, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...modifiers });
    assert.equal(key('c', { ctrlKey: true }), undefined);
    assert.equal(key('p', { metaKey: true }), undefined);
    assert.equal(key('ArrowLeft', { altKey: true }), undefined);
    assert.equal(key('x', {}), undefined);
    assert.deepEqual(key('ArrowUp', { shiftKey: true }), { kind: 'pan', generations: 0, rows: -1 });
  });
});

describe('colours of fitness', () => {
  const scaleOf = (scores: readonly (number | undefined)[], maximize: boolean) =>
    createFitnessScale(
      aTheme,
      scores.map((score, id) => individual({ id, ...(score === undefined ? {} : { score }) })),
      maximize,
    );

  it('grow with what is better, in either direction of the metric', () => {
    const up = scaleOf([0.1, 0.5, 0.9], true);
    assert.ok(up.position(0.9) > up.position(0.5));
    assert.equal(up.scale.position(up.position(0.9)), 1);
    const down = scaleOf([0.1, 0.5, 0.9], false);
    assert.ok(down.position(0.1) > down.position(0.5));
    assert.equal(down.scoreAt(down.scale.domain[1]), 0.1);
  });

  it('tell scores of many magnitudes by their powers of ten', () => {
    const scale = scaleOf([1e5, 1, 1e-12], false);
    assert.ok(scale.isLogarithmic);
    assert.ok(Math.abs(scale.scoreAt(scale.position(1e-12)) / 1e-12 - 1) < 1e-9);
    assert.ok(!scaleOf([-1, 1e5], false).isLogarithmic);
  });

  it('are not stretched by a few bad ones, and say that they are cut', () => {
    const scores = [...Array.from({ length: 99 }, (_, i) => 0.5 + i / 1000), -100];
    const scale = scaleOf(scores, true);
    assert.ok(scale.isCut && scale.scale.domain[0] > 0.4);
  });

  it('exist for equal scores, and for none', () => {
    assert.ok(scaleOf([0.5, 0.5], true).colour(0.5) !== '');
    assert.ok(scaleOf([undefined], true).colour(1) !== '');
    assert.ok(scaleOf([], false).colour(1) !== '');
  });
});

describe('the verdict', () => {
  const format = createFormat('en');
  const state = reduceLineage(emptyLineage, evolveLog({ size: 4, generations: 8 }).events);
  const wordsOf = (rivals: typeof state.rivals, parts = evolveBegun().parts): string =>
    verdictWords(rivals, { begun: evolveBegun({ parts }), evaluations: 36, format }).join(' ');

  it('goes by the test part, and by whether the interval of a gain leaves 0 out', () => {
    const words = wordsOf(state.rivals);
    assert.match(words, /^On the test part the result beats the best member \(math\)\./);
    assert.match(words, /can’t be told apart from the plain average and the merge/);
    assert.match(words, /is worse than tuned task arithmetic/);
    assert.match(words, /the best of 36 evaluations/);
  });

  it('takes the validation part where there is no test part, and says so where there is neither', () => {
    assert.match(wordsOf(state.rivals, ['fitness', 'validation']), /^On the validation part/);
    assert.match(wordsOf(state.rivals, ['fitness']), /neither a validation nor a test part/);
  });

  it('claims nothing without single examples, and says nothing before there is a result', () => {
    const without = state.rivals.map(({ gains: _, ...rival }) => rival);
    assert.match(wordsOf(without), /^How sure a difference to .* can’t be said/);
    assert.equal(wordsOf(state.rivals.filter(({ role }) => role !== 'result')), '');
    assert.equal(wordsOf([]), '');
  });

  it('says when nothing is beaten', () => {
    const rivals = state.rivals.filter(({ role }) => role !== 'member');
    assert.match(wordsOf(rivals), /^On the test part the result beats nothing/);
    assert.equal(standsTo(rivals[0] ?? assert.fail(), 'test'), 'undecided');
  });
});

describe('what is kept and exported', () => {
  it('reads whatever was kept', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (kept) => {
        assert.ok(['graph', 'individuals', 'generations'].includes(readPageState(kept).shown));
      }),
      { seed: 6 },
    );
    const page = { shown: 'graph', range: [1, 5], selected: 7, sorting: { by: 'score', isDescending: true } } as const;
    assert.deepEqual(readPageState(JSON.parse(JSON.stringify(page))), page);
    assert.deepEqual(readPageState({ range: [5, 1], rows: ['a'], selected: -1 }), { shown: 'graph' });
    assert.deepEqual(withChoices(page, { range: undefined, marked: 3 }), {
      shown: 'graph',
      selected: 7,
      sorting: page.sorting,
      marked: 3,
    });
  });

  it('writes every individual with all that is known, in full precision', () => {
    const { events } = evolveLog({ size: 3, generations: 4 });
    const { individuals, begun, generations } = reduceLineage(emptyLineage, events);
    const living = new Set(generations.at(-1)?.population);
    const [head = '', ...rows] = individualsCsv(individuals, begun ?? evolveBegun(), living)
      .trim()
      .split('\r\n');
    const names = head.split(',');
    assert.equal(rows.length, individuals.length);
    const score = rows.map((row) => row.split(',')[names.indexOf('score')]);
    assert.deepEqual(
      score,
      individuals.map((one) => (one.score === undefined ? '' : String(one.score))),
    );
    assert.ok(names.includes('score.f1') && names.includes('value.lambda'));
    assert.equal(rows.filter((row) => row.split(',')[names.indexOf('standing')] === 'living').length, living.size);
  });

  it('writes the lineage as JSON that reads back', () => {
    const state = reduceLineage(emptyLineage, evolveLog({ size: 3, generations: 4 }).events);
    const read = JSON.parse(lineageJson('a "run"', state)) as Record<string, unknown>;
    assert.equal(read['run'], 'a "run"');
    const individuals = read['individuals'] as readonly Record<string, unknown>[];
    assert.equal(individuals.length, state.individuals.length);
    assert.deepEqual(individuals[4]?.['values'], state.individuals[4]?.values);
    assert.ok(individuals.every((one) => !('seq' in one) && !('type' in one)));
    assert.doesNotThrow(() => JSON.parse(lineageJson('empty', emptyLineage)) as unknown);
  });
});
