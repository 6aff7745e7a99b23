import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { goldenFolder } from './golden-folder.js';

const kinds = { bm25: 'corpus', dur: 'steps', infer: 'prompt_order' } as const;

/** Every golden file of in-context learning of a kind, with its name; a file's kind is told by a key that it alone has. */
export function goldenFiles(kind: keyof typeof kinds): readonly (readonly [name: string, content: unknown])[] {
  const { folder, skip } = goldenFolder('icl');
  if (skip !== false) {
    return [];
  }
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  return files.toSorted().flatMap((file) => {
    const content = JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as object;
    assert.ok(
      Object.values(kinds).some((key) => key in content),
      `${file} is of no kind that is known`,
    );
    return kinds[kind] in content ? [[file, content] as const] : [];
  });
}
