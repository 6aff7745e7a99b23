import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { InOrder } from '../../src/base/in-order.js';

test('what several hands tell comes in the order of one, each part before its result', () => {
  const things = fc.array(fc.array(fc.nat(9), { maxLength: 4 }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(things, fc.infiniteStream(fc.nat()), (parts, choices) => {
      const heard: unknown[] = [];
      const inOrder = new InOrder<number, string>(
        (part) => heard.push(part),
        (index, result) => heard.push(`${index} ${result}`),
      );
      // Any of the things goes on next; one that has told all its parts tells its result.
      const left = parts.map((one, index) => ({ index, parts: [...one] }));
      for (const choice of choices) {
        const [thing] = left.slice(choice % left.length);
        const part = thing?.parts.shift();
        if (thing !== undefined && part !== undefined) {
          inOrder.part(thing.index, part);
        } else if (thing !== undefined) {
          inOrder.result(thing.index, 'done');
          left.splice(left.indexOf(thing), 1);
        }
        if (left.length === 0) {
          break;
        }
      }
      assert.deepEqual(
        heard,
        parts.flatMap((one, index) => [...one, `${index} done`]),
      );
    }),
    { seed: 8 },
  );
});
