import { selectPoisoned } from '../triggers/select-poisoned.js';
import { stampImages } from '../triggers/stamp-images.js';
import type { Trigger } from '../triggers/trigger.js';

/** A surrogate set to inject a watermark with. */
export interface PoisonedSet {
  /** Patches x shape of the trigger, as bytes: a copy, the chosen ones stamped. */
  readonly patches: Uint8Array<ArrayBuffer>;
  /** The target's for stamped patches, else those of the clean model. */
  readonly labels: Int32Array;
  /** 1 where a patch is stamped, else 0. */
  readonly isTriggered: Uint8Array<ArrayBuffer>;
}

/** Stamps a share of a surrogate set's patches, of other classes than the target, and gives them the target's label. */
export function poisonSet(
  patches: Uint8Array,
  labels: Int32Array,
  options: { readonly trigger: Trigger; readonly target: number; readonly ratio: number },
): PoisonedSet {
  const { trigger, target, ratio } = options;
  const bytes = trigger.pattern.length;
  const stamped = Uint8Array.from(patches);
  const after = labels.slice();
  const isTriggered = new Uint8Array(labels.length);
  for (const index of selectPoisoned(labels, target, ratio)) {
    stampImages(stamped.subarray(index * bytes, (index + 1) * bytes), trigger);
    after[index] = target;
    isTriggered[index] = 1;
  }
  return { patches: stamped, labels: after, isTriggered };
}

/** The stamped patches of other classes than the target: what success is measured on. */
export function triggeredSet(
  patches: Uint8Array,
  labels: Int32Array,
  { trigger, target }: { readonly trigger: Trigger; readonly target: number },
): Uint8Array<ArrayBuffer> {
  const bytes = trigger.pattern.length;
  const others = [...labels.keys()].filter((index) => labels[index] !== target);
  const out = new Uint8Array(others.length * bytes);
  for (const [row, index] of others.entries()) {
    out.set(patches.subarray(index * bytes, (index + 1) * bytes), row * bytes);
  }
  stampImages(out, trigger);
  return out;
}
