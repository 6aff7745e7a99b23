/** Where something stands in an experiment file: keys and list positions from the top, e.g. `['models', 0, 'model']`. */
export type KeyPath = readonly (string | number)[];

/** The dotted form that files, messages and `matrix` use: `models.0.model`. */
export function formatKeyPath(path: KeyPath): string {
  return path.map(String).join('.');
}

/** The path of a dotted key: what is all digits is a position in a list. */
export function parseKeyPath(key: string): KeyPath {
  return key.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}
