/**
 * Which tensors of a model lie in which layer, told by their names alone: a number that stands between dots and counts up
 * from 0, as in `model.layers.0.mlp.up_proj.weight`. No table of architectures is needed, so none can be incomplete.
 */

/** Layers that repeat under one prefix: `prefix.0.…` to `prefix.<layers-1>.…`. */
export interface LayerStack {
  readonly prefix: string;
  readonly layers: number;
}

/** A name within a stack: `name` is `prefix.<layer>.<rest>`. */
export interface LayerPlace {
  readonly stack: LayerStack;
  readonly layer: number;
  readonly rest: string;
}

/** The first number that stands between dots, with what is before and after it. */
function splitAtNumber(
  name: string,
): { readonly prefix: string; readonly layer: number; readonly rest: string } | undefined {
  const match = /(?:^|\.)(0|[1-9]\d{0,8})\./.exec(name);
  if (match?.[1] === undefined) {
    return undefined;
  }
  return {
    prefix: name.slice(0, match.index),
    layer: Number(match[1]),
    rest: name.slice(match.index + match[0].length),
  };
}

/**
 * The stacks of layers of a model, in the order in which their first names come. Numbers with gaps (the parts of a
 * small head: `classifier.0`, `classifier.3`) are no layers, nor is a single numbered part beside real layers.
 */
export function detectStacks(names: Iterable<string>): readonly LayerStack[] {
  const found = new Map<string, Set<number>>();
  for (const name of names) {
    const split = splitAtNumber(name);
    if (split !== undefined) {
      const layers = found.get(split.prefix) ?? new Set();
      layers.add(split.layer);
      found.set(split.prefix, layers);
    }
  }
  const stacks = [...found]
    .filter(([, layers]) => Math.max(...layers) === layers.size - 1)
    .map(([prefix, layers]): LayerStack => ({ prefix, layers: layers.size }));
  const repeated = stacks.filter((stack) => stack.layers > 1);
  return repeated.length > 0 ? repeated : stacks;
}

/** Where a name lies in one of the stacks; undefined outside the layers. */
export function placeInLayers(name: string, stacks: readonly LayerStack[]): LayerPlace | undefined {
  const split = splitAtNumber(name);
  const stack = stacks.find((one) => one.prefix === split?.prefix);
  return split === undefined || stack === undefined ? undefined : { stack, layer: split.layer, rest: split.rest };
}

/** The name of a tensor in a layer. */
export function nameInLayer(stack: LayerStack, layer: number, rest: string): string {
  return stack.prefix === '' ? `${String(layer)}.${rest}` : `${stack.prefix}.${String(layer)}.${rest}`;
}

/** A part of a model that has layers of its own: `path` is what the names of its tensors begin with. */
export interface ModelModule {
  readonly name: string;
  readonly path: string;
  readonly stack: LayerStack | undefined;
}

/**
 * The modules of a model: one stack (or none) is the module `default`; several are named by the first part of their
 * prefixes that tells them apart (`model.encoder.layers` and `model.decoder.layers`: `encoder`, `decoder`).
 */
export function modulesOf(stacks: readonly LayerStack[]): readonly ModelModule[] {
  if (stacks.length <= 1) {
    return [{ name: 'default', path: '', stack: stacks[0] }];
  }
  const parts = stacks.map((stack) => stack.prefix.split('.'));
  let common = 0;
  while (parts.every((one) => one[common] !== undefined && one[common] === parts[0]?.[common])) {
    common += 1;
  }
  let length = common + 1;
  while (new Set(parts.map((one) => one.slice(common, length).join('.'))).size < parts.length) {
    length += 1;
  }
  return stacks.map((stack, i) => {
    const path = parts[i]?.slice(0, length) ?? [];
    return { name: path.slice(common).join('.') || stack.prefix, path: path.join('.'), stack };
  });
}

/**
 * The module that a tensor belongs to: that of its layer or of its name's beginning; of the rest, embeddings belong to
 * the first module and everything else (a head) to the last.
 */
export function moduleOfTensor(name: string, modules: readonly ModelModule[]): ModelModule | undefined {
  return (
    modules.find(({ path }) => path !== '' && name.startsWith(`${path}.`)) ??
    (isInputEmbedding(name) ? modules[0] : modules.at(-1))
  );
}

/** True of the tensors before the layers: embeddings of tokens, positions and types, and what normalises them. */
export function isInputEmbedding(name: string): boolean {
  return name
    .split('.')
    .some((part) => /^(wte|wpe|shared)$|embed|embd/i.test(part) && !/^(embed_out|unembed)/i.test(part));
}
