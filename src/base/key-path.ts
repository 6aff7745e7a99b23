/** Where something stands in an experiment file: keys and list positions from the top, e.g. `['models', 0, 'model']`. */
export type KeyPath = readonly (string | number)[];

/** The dotted form that files, messages and `matrix` use: `models.0.model`. */
export function formatKeyPath(path: KeyPath): string {
  return path.map(String).join('.');
}
