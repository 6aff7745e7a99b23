import type { CoefficientsState } from '../../src/protocol/coefficients.js';

type Tasks = CoefficientsState['tasks'];

/**
 * Which task of the other run stands beside each of this one: the one with the same label. Where no label is the same and
 * there are equally many, the tasks are taken in their order.
 */
export function matchTasks(own: Tasks, other: Tasks): readonly (number | undefined)[] {
  const byLabel = new Map(other.map(({ label }, i) => [label, i]));
  const matched = own.map(({ label }) => byLabel.get(label));
  const none = matched.every((one) => one === undefined);
  return none && own.length === other.length ? own.map((_, i) => i) : matched;
}
