import type { Chunk } from '../tensor-merge.js';

/**
 * Elements that a method works on at a time, so that scratch doesn't grow with the chunk. Longer strips cost fewer calls
 * (ties takes a tenth less time than with 4096), and a handful of them still stays in the second level of cache. A
 * multiple of 4, so that lanes keep their phase.
 */
export const STRIP_ELEMENTS = 16384;

/** A part of a chunk: `offset` in the chunk, `start` in the unit. */
export interface Strip {
  readonly offset: number;
  readonly start: number;
  readonly length: number;
  /** `start` modulo 4, for sums in lanes. */
  readonly phase: number;
}

/** Cuts a chunk into strips of at most `elements`. */
export function* stripsOf(chunk: Chunk, elements = STRIP_ELEMENTS): Generator<Strip> {
  for (let offset = 0; offset < chunk.length; offset += elements) {
    const start = chunk.start + offset;
    yield { offset, start, length: Math.min(elements, chunk.length - offset), phase: start % 4 };
  }
}

/** `length` elements of an array from `offset`, sharing its memory; the array itself where that is all of it. */
export function part<A extends Float32Array | Uint8Array>(array: A, offset: number, length: number): A {
  return offset === 0 && length === array.length ? array : (array.subarray(offset, offset + length) as A);
}

/** The one of `arrays` at `index`, which exists; a fault of the program otherwise. */
export function at<T>(arrays: readonly T[], index: number): T {
  const found = arrays[index];
  if (found === undefined) {
    throw new RangeError(`no element ${String(index)}`);
  }
  return found;
}

/** The base of a chunk whose method needs one. */
export function baseOf(chunk: Chunk): Float32Array {
  if (chunk.base === undefined) {
    throw new TypeError('the method needs a base');
  }
  return chunk.base;
}
