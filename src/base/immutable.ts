/** A type with every property and element read-only, all the way down: what a parsed file is to those who read it. */
export type Immutable<T> = T extends (infer Element)[]
  ? readonly Immutable<Element>[]
  : T extends object
    ? { readonly [K in keyof T]: Immutable<T[K]> }
    : T;
