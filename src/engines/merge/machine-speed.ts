import { plainBackend } from './plain-backend.js';

const ELEMENTS = 2 ** 16;
/** The first rounds are those in which the loop is compiled. */
const ROUNDS = 8;
/** What a round takes on the machine of docs/benchmarks.md. */
const REFERENCE_SECONDS = 5.5e-5;

let measured: number | undefined;

/**
 * How many times as long as the machine of `docs/benchmarks.md` this one takes for the same work on one thread: measured once
 * a process, in some milliseconds, by decoding a chunk of bf16. The best of several rounds counts, since others only slow it.
 */
export function machineSlowness(): number {
  measured ??= measure();
  return measured;
}

function measure(): number {
  const raw = new Uint8Array(2 * ELEMENTS).fill(63);
  const out = new Float32Array(ELEMENTS);
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const from = performance.now();
    plainBackend.decode(raw, 'BF16', out);
    best = Math.min(best, (performance.now() - from) / 1000);
  }
  // A clock without fine steps may show none.
  return best > 0 ? best / REFERENCE_SECONDS : 1;
}
