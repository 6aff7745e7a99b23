import * as assert from 'node:assert/strict';
import { test } from 'node:test';
import { zipEntries } from '../../scripts/lib/zip-entries.mjs';

/** An archive of entries without data: its central directory and end record alone (APPNOTE 4.3.12, 4.3.16). */
function archiveOf(
  entries: readonly { readonly name: string; readonly bytes: number; readonly mode: number }[],
): Buffer {
  const records = entries.map(({ name, bytes, mode }) => {
    const record = Buffer.alloc(46);
    record.write('PK\x01\x02', 'latin1');
    record.writeUInt32LE(bytes, 24);
    record.writeUInt16LE(Buffer.byteLength(name), 28);
    record.writeUInt32LE((mode << 16) >>> 0, 38);
    return Buffer.concat([record, Buffer.from(name)]);
  });
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(entries.length, 10);
  return Buffer.concat([...records, end]);
}

test('lists names, sizes and modes of an archive', () => {
  const archive = archiveOf([
    { name: 'extension/bin/run', bytes: 12, mode: 0o100755 },
    { name: 'extension/ä.md', bytes: 0, mode: 0o100644 },
  ]);
  assert.deepEqual(zipEntries(archive), [
    { name: 'extension/bin/run', bytes: 12, isExecutable: true },
    { name: 'extension/ä.md', bytes: 0, isExecutable: false },
  ]);
});
test('refuses what is no archive', () => {
  assert.throws(() => zipEntries(Buffer.from('not a ZIP file')), /not a ZIP archive/);
});
