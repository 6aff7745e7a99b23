import { JsonScanner } from '../../../ml/tensors/json-scanner.js';

/** A value to put at a path of keys into a JSON object. */
export interface JsonEdit {
  readonly path: readonly string[];
  readonly value: unknown;
}

interface Change {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * Sets values in the text of a JSON object and leaves every other character as it is: numbers keep their spelling (to
 * Python `10000.0` and `10000` are of two types), and `NaN` stays what Python's `json` wrote. A key that is missing is
 * added to its object; a path through something that is no object has no effect.
 */
export function editJson(text: string, edits: readonly JsonEdit[]): string {
  const changes: Change[] = [];
  collect(new JsonScanner(text, { pythonNumbers: true }), edits, { depth: 1, changes });
  let edited = text;
  for (const { start, end, text: replacement } of changes.sort((a, b) => b.start - a.start)) {
    edited = edited.slice(0, start) + replacement + edited.slice(end);
  }
  return edited;
}

function collect(
  scanner: JsonScanner,
  edits: readonly JsonEdit[],
  to: { readonly depth: number; readonly changes: Change[] },
): void {
  const missing = new Set(edits.filter(({ path }) => path.length === 1));
  scanner.kind();
  // Where a new key goes: behind the opening brace, until a value has been read.
  const last = { end: scanner.position + 1, isEmpty: true };
  scanner.readObject((key) => {
    const here = edits.filter(({ path }) => path[0] === key);
    const deeper = here.filter(({ path }) => path.length > 1);
    const isObject = scanner.is('object');
    const start = scanner.position;
    if (isObject && deeper.length > 0) {
      const inner = deeper.map(({ path, value }) => ({ path: path.slice(1), value }));
      collect(scanner, inner, { depth: to.depth + 1, changes: to.changes });
    } else {
      scanner.skipValue();
    }
    Object.assign(last, { end: scanner.position, isEmpty: false });
    for (const edit of here.filter(({ path }) => path.length === 1)) {
      to.changes.push({ start, end: last.end, text: JSON.stringify(edit.value) });
      missing.delete(edit);
    }
  });
  const indent = '  '.repeat(to.depth);
  const added = [...missing].map(
    ({ path, value }) => `\n${indent}${JSON.stringify(path[0])}: ${JSON.stringify(value)}`,
  );
  if (added.length > 0) {
    const { end, isEmpty } = last;
    to.changes.push({ start: end, end, text: `${isEmpty ? '' : ','}${added.join(',')}${isEmpty ? '\n' : ''}` });
  }
}
