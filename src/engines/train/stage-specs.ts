import type { TrainSpec } from './spec/schema.js';

/** What a transfer learns first; undefined where there is one stage only. */
export function sourceSpec({ source, ...spec }: TrainSpec): TrainSpec | undefined {
  return source === undefined
    ? undefined
    : // Its length is its own, also where it names none.
      { ...spec, data: source.data, epochs: source.epochs, steps: source.steps };
}

/** What is learnt in the end. After a source, the head of a model is begun anew, as that of a network from scratch is. */
export function targetSpec(spec: TrainSpec): TrainSpec {
  const { model, source, fresh_head: isFresh } = spec;
  return { ...spec, fresh_head: isFresh || (model !== undefined && source !== undefined) };
}
