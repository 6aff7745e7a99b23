import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { DenseArray } from '../../../src/protocol/events.js';
import { createBlockStore } from '../../../webview/coefficients/block-store.js';
import { waitFor } from '../../fakes/wait-for.js';
import { aTensor } from './a-tensor.js';

describe('blocks', () => {
  const tensor = (offset: number) =>
    aTensor(`t${offset}`, [1], { blocks: { count: 2, elements: 5, data: { file: 'blocks.f32', offset, length: 8 } } });

  function aStore(load: (arrays: readonly DenseArray[]) => Promise<readonly (Float32Array | undefined)[]>) {
    const asked: (readonly DenseArray[])[] = [];
    let loads = 0;
    const store = createBlockStore(
      (arrays) => {
        asked.push(arrays);
        return load(arrays);
      },
      () => {
        loads += 1;
      },
    );
    return { store, asked, loads: () => loads };
  }

  it('are asked for once, several in one request, and only where a tensor has some', async () => {
    const { store, asked, loads } = aStore((arrays) =>
      Promise.resolve(arrays.map(({ offset }) => Float32Array.of(offset))),
    );
    const tensors = [tensor(0), tensor(32), aTensor('none', [1])];
    store.want(tensors);
    store.want(tensors);
    assert.equal(store.of(tensor(0)), 'loading');
    await waitFor('the blocks', () => loads() === 1);
    assert.deepEqual(
      asked.map((arrays) => arrays.map(({ offset }) => offset)),
      [[0, 32]],
    );
    assert.deepEqual(store.of(tensor(32)), Float32Array.of(32));
    assert.equal(store.of(aTensor('none', [1])), undefined);
  });

  it('are missing where the host has none, also when the request fails', async () => {
    const { store, loads } = aStore(([first]) =>
      first?.offset === 0 ? Promise.resolve([undefined]) : Promise.reject(new Error('no')),
    );
    store.want([tensor(0)]);
    store.want([tensor(32)]);
    await waitFor('both answers', () => loads() === 2);
    assert.deepEqual([store.of(tensor(0)), store.of(tensor(32))], ['missing', 'missing']);
  });

  it('of a log that is sent anew are forgotten, also those that were still on the way', async () => {
    let answer: (() => void) | undefined;
    const { store, asked } = aStore(
      () =>
        new Promise((resolve) => {
          answer = () => resolve([Float32Array.of(1)]);
        }),
    );
    store.want([tensor(0)]);
    store.clear();
    answer?.();
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(store.of(tensor(0)), undefined);
    store.want([tensor(0)]);
    assert.equal(asked.length, 2);
  });
});
