import assert from 'node:assert/strict';
import { test } from 'node:test';
import { t5PositionBuckets } from '../../../src/ml/networks/t5-position-buckets.js';

const FARTHEST = 140;

/** The distances key - query, from -140 to 140, at which another bucket begins than at the distance before, and that bucket. */
function changes(isDecoder: boolean, buckets: number, maximumDistance: number): readonly (readonly number[])[] {
  const tokens = FARTHEST + 1;
  const rows = t5PositionBuckets(tokens, tokens, { buckets, maximumDistance, isDecoder });
  const found: number[][] = [];
  for (let distance = -FARTHEST; distance <= FARTHEST; distance++) {
    const query = distance < 0 ? FARTHEST : 0;
    const bucket = rows[query * tokens + query + distance] ?? -1;
    if (bucket !== found.at(-1)?.[1]) {
      found.push([distance, bucket]);
    }
  }
  return found;
}

// What transformers 5.23 with torch 2.15 gives for the distances -140 ... 140.
test('an encoder has the buckets that transformers has', () => {
  assert.deepEqual(
    changes(false, 32, 128).map((change) => change.join(' ')),
    '-140 15,-90 14,-63 13,-45 12,-31 11,-22 10,-15 9,-11 8,-7 7,-6 6,-5 5,-4 4,-3 3,-2 2,-1 1,0 0,1 17,2 18,3 19,4 20,5 21,6 22,7 23,8 24,12 25,16 26,23 27,32 28,46 29,64 30,91 31'.split(
      ',',
    ),
  );
  assert.deepEqual(changes(false, 8, 16).flat(), [-140, 3, -5, 2, -1, 1, 0, 0, 1, 5, 2, 6, 6, 7]);
  assert.deepEqual(changes(false, 10, 50).flat(), [-140, 4, -17, 3, -5, 2, -1, 1, 0, 0, 1, 6, 2, 7, 6, 8, 18, 9]);
});

test('a decoder has the buckets that transformers has, and one for all that is ahead', () => {
  assert.deepEqual(
    changes(true, 32, 128).map((change) => change.join(' ')),
    '-140 31,-112 30,-98 29,-86 28,-76 27,-66 26,-58 25,-51 24,-45 23,-39 22,-34 21,-30 20,-26 19,-23 18,-20 17,-18 16,-15 15,-14 14,-13 13,-12 12,-11 11,-10 10,-9 9,-8 8,-7 7,-6 6,-5 5,-4 4,-3 3,-2 2,-1 1,0 0'.split(
      ',',
    ),
  );
  assert.deepEqual(changes(true, 8, 16).flat(), [-140, 7, -11, 6, -7, 5, -5, 4, -3, 3, -2, 2, -1, 1, 0, 0]);
});
