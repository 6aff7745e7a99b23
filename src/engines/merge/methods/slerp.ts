import { declarationOf } from '../spec/methods.js';
import type { MergeMethod } from '../tensor-merge.js';
import { CombinationWriter } from './combination-writer.js';
import { LaneSums } from './lane-sums.js';
import { numberOf } from './parameters.js';
import { at, part, stripsOf } from './strips.js';

/** Below this norm a tensor has no direction and isn't normalised. */
const LEAST_NORM = 1e-8;
/** Above this cosine the arc is a line. */
const PARALLEL = 0.9995;

/**
 * Spherical interpolation over the whole tensor (Shoemake 1985): sin((1-t)a)/sin a x0 + sin(ta)/sin a x1 on the tensors
 * as they are, a the angle between them; (1-t) x0 + t x1 where abs(cos a) > 0.9995. x0 is base_model. Sums in float64.
 */
export const slerp: MergeMethod = {
  ...declarationOf('slerp'),
  scope: () => 'tensor',
  granularity: () => 1,
  check: () => [],
  workingBytes: () => CombinationWriter.bytes(2) + LaneSums.bytes(3),
  create(unit) {
    const sums = new LaneSums(unit.backend, 3);
    const writer = new CombinationWriter(unit);
    const t = numberOf(unit.shared, 't');
    let weights: readonly [number, number] = [1 - t, t];
    return {
      granularity: 1,
      statisticsPasses: 1,
      observe(_pass, chunk) {
        const { kernels } = unit.backend;
        for (const { offset, length, phase } of stripsOf(chunk)) {
          const first = part(at(chunk.models, 0), offset, length);
          const second = part(at(chunk.models, 1), offset, length);
          kernels.addDot(sums.lanes, sums.at(0), first, first, phase);
          kernels.addDot(sums.lanes, sums.at(1), second, second, phase);
          kernels.addDot(sums.lanes, sums.at(2), first, second, phase);
        }
      },
      endPass() {
        weights = slerpWeights(t, sums.total(0), sums.total(1), sums.total(2));
      },
      write(chunk, out, balance) {
        writer.write(chunk, out, balance, { weights, divisor: 1, lambda: 1 });
      },
    };
  },
};

/** The two coefficients of slerp at `t` for vectors with these squared norms and inner product. */
function slerpWeights(t: number, squares0: number, squares1: number, dot: number): readonly [number, number] {
  const norm0 = Math.sqrt(squares0);
  const norm1 = Math.sqrt(squares1);
  const cosine = dot / ((norm0 > LEAST_NORM ? norm0 : 1) * (norm1 > LEAST_NORM ? norm1 : 1));
  if (!(Math.abs(cosine) <= PARALLEL)) {
    return [1 - t, t];
  }
  const angle = Math.acos(cosine);
  return [Math.sin((1 - t) * angle) / Math.sin(angle), Math.sin(t * angle) / Math.sin(angle)];
}
