import { findMethod, type ParameterDeclaration } from '../../merge/spec/methods.js';

/** How a method has a number that may evolve. */
export interface GeneDeclaration {
  readonly perModel: boolean;
  /** One value for the whole model, never one for each group of layers. */
  readonly topLevel: boolean;
}

/** Parameters of a method that are numbers, by name. */
export function genesOfMethod(method: string): ReadonlyMap<string, GeneDeclaration> {
  const declared = findMethod(method);
  const entries = (list: readonly ParameterDeclaration[], perModel: boolean): (readonly [string, GeneDeclaration])[] =>
    list
      .filter(({ type }) => type === 'number')
      .map(({ name, topLevel }) => [name, { perModel, topLevel: topLevel === true }]);
  return new Map([...entries(declared?.shared ?? [], false), ...entries(declared?.perModel ?? [], true)]);
}
