import { element } from '../shared/element.js';

/** A term with what it is. */
export type Fact = readonly [term: string, value: string | Node];

/** Terms with their values; those without a value are left out. */
export function factList(facts: readonly (readonly [term: string, value: string | Node | undefined])[]): HTMLElement {
  const known = facts.filter((fact): fact is Fact => fact[1] !== undefined && fact[1] !== '');
  return element(
    'dl',
    { class: 'fact-list' },
    ...known.flatMap(([term, value]) => [element('dt', {}, term), element('dd', {}, value)]),
  );
}
