// Takes the place of fast-check in `npm run fuzz`: more runs of every property, from a seed that differs each time.
import * as fastCheck from 'fast-check';

export * from 'fast-check';

const factor = Number(process.env.FUZZ_FACTOR);
const seed = Number(process.env.FUZZ_SEED);
const defaultRuns = 100;

/** @param {any} property @param {fastCheck.Parameters<any>} [parameters] */
export const assert = (property, parameters = {}) =>
  fastCheck.assert(property, {
    ...parameters,
    seed: seed + (parameters.seed ?? 0),
    numRuns: (parameters.numRuns ?? defaultRuns) * factor,
  });

export default { ...fastCheck, assert };
