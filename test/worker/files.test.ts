// One behaviour, two implementations: the real `Files` port and the fake that other tests use in its place.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { after, describe, test } from 'node:test';
import type { Files } from '../../src/base/ports.js';
import { writingError } from '../../src/worker/file-error.js';
import { nodeFiles } from '../../src/worker/node-files.js';
import { MemoryFiles } from '../fakes/memory-files.js';
import { throwsProblem } from '../fakes/throws-problem.js';

interface Subject {
  readonly files: Files;
  readonly folder: string;
  readonly link: (file: string, target: string) => Promise<void>;
}

async function onDisk(): Promise<Subject> {
  const folder = await fs.realpath(await fs.mkdtemp(path.join(os.tmpdir(), 'modelsmith-files-')));
  after(() => fs.rm(folder, { recursive: true, force: true }));
  return { files: nodeFiles, folder, link: (file, target) => fs.symlink(target, file) };
}

async function inMemory(): Promise<Subject> {
  const files = new MemoryFiles();
  await files.makeFolder('/work');
  return {
    files,
    folder: '/work',
    link: (file, target) => {
      files.link(file, target);
      return Promise.resolve();
    },
  };
}

const bytes = (...values: readonly number[]): Uint8Array => Uint8Array.from(values);

async function contentOf(files: Files, file: string): Promise<readonly number[]> {
  return [...(await files.readSmall(file, 1_000))];
}

for (const [name, make] of [
  ['files on the disk', onDisk],
  ['files in memory', inMemory],
] as const) {
  describe(name, () => {
    test('reads exactly the bytes at a position', async () => {
      const { files, folder } = await make();
      const file = path.join(folder, 'a');
      await files.writeAtomically(file, bytes(0, 1, 2, 3, 4, 5));
      const open = await files.open(file);
      const into = new Uint8Array(3);
      await open.read(into, 2);
      assert.deepEqual([...into], [2, 3, 4]);
      await open.read(new Uint8Array(0), 6);
      assert.equal(open.bytes, 6);
      await open.close();
    });

    test('a read past the end is told as a file that ended early', async () => {
      const { files, folder } = await make();
      const file = path.join(folder, 'a');
      await files.writeAtomically(file, bytes(0, 1, 2));
      const open = await files.open(file);
      const told = await throwsProblem('file-unreadable', open.read(new Uint8Array(2), 2));
      assert.equal(told.arguments.reason, 'ended-early');
      assert.equal(told.where.file, file);
      await open.close();
    });

    test('reads and writes the same without leaving the thread, and what several writers of a file wrote stays', async () => {
      const { files, folder } = await make();
      const file = path.join(folder, 'a');
      const writer = await files.create(file, 4);
      writer.writeSync(bytes(1, 2), 0);
      const other = await files.create(file, 4, { keep: true });
      other.writeSync(bytes(3, 4), 2);
      assert.throws(() => {
        other.writeSync(bytes(1, 2), 3);
      }, RangeError);
      await other.close({ flush: false });
      await writer.flush();
      await writer.close();
      const open = await files.open(file);
      const into = new Uint8Array(3);
      open.readSync(into, 1);
      assert.deepEqual([...into], [2, 3, 4]);
      const told = await throwsProblem('file-unreadable', () => {
        open.readSync(into, 2);
      });
      assert.equal(told.arguments.reason, 'ended-early');
      await open.close();
    });

    test('nothing is there: undefined, an empty list, or file-missing', async () => {
      const { files, folder } = await make();
      const file = path.join(folder, 'none');
      assert.equal(await files.stat(file), undefined);
      assert.equal(await files.realPath(file), undefined);
      assert.deepEqual(await files.list(file), []);
      await files.remove(file);
      await throwsProblem('file-missing', files.open(file));
      await throwsProblem('file-missing', files.readSmall(file, 10));
      await throwsProblem('file-missing', files.copy(file, path.join(folder, 'b')));
      await throwsProblem('file-missing', files.rename(file, path.join(folder, 'b')));
    });

    test('a path below a file is nothing, not a failure', async () => {
      const { files, folder } = await make();
      await files.writeAtomically(path.join(folder, 'a'), '');
      assert.equal(await files.stat(path.join(folder, 'a', 'b')), undefined);
    });

    test('a folder is not opened as a file', async () => {
      const { files, folder } = await make();
      const told = await throwsProblem('file-unreadable', files.open(folder));
      assert.equal(told.arguments.reason, 'not-a-file');
    });

    test('a small file past its limit is refused, one at the limit is read', async () => {
      const { files, folder } = await make();
      const file = path.join(folder, 'a');
      await files.writeAtomically(file, 'four');
      assert.equal(new TextDecoder().decode(await files.readSmall(file, 4)), 'four');
      const told = await throwsProblem('file-unreadable', files.readSmall(file, 3));
      assert.equal(told.arguments.reason, 'too-large');
    });

    test('creates a file of its full size with its parents, and writes anywhere in it', async () => {
      const { files, folder } = await make();
      const file = path.join(folder, 'deep', 'er', 'a');
      const writer = await files.create(file, 6);
      await writer.write(bytes(7, 8), 4);
      await writer.write(bytes(9), 0);
      await writer.close();
      assert.deepEqual(await contentOf(files, file), [9, 0, 0, 0, 7, 8]);
    });

    test('a write that leaves the size is a mistake of the caller', async () => {
      const { files, folder } = await make();
      const writer = await files.create(path.join(folder, 'a'), 4);
      await assert.rejects(writer.write(bytes(1, 2), 3), RangeError);
      await writer.close();
    });

    test('keeps what was written when reopened to go on, and forgets it otherwise', async () => {
      const { files, folder } = await make();
      const file = path.join(folder, 'a');
      const first = await files.create(file, 3);
      await first.write(bytes(1, 2, 3), 0);
      await first.close();
      const second = await files.create(file, 4, { keep: true });
      await second.write(bytes(9), 3);
      await second.close();
      assert.deepEqual(await contentOf(files, file), [1, 2, 3, 9]);
      await (await files.create(file, 2)).close();
      assert.deepEqual(await contentOf(files, file), [0, 0]);
    });

    test('never writes through a link', async () => {
      const { files, folder, link } = await make();
      const input = path.join(folder, 'input');
      await files.writeAtomically(input, bytes(1));
      for (const keep of [true, false]) {
        const file = path.join(folder, `output-${String(keep)}`);
        await link(file, input);
        const writer = await files.create(file, 1, { keep });
        await writer.write(bytes(2), 0);
        await writer.close();
        assert.deepEqual(await contentOf(files, file), [2]);
      }
      await link(path.join(folder, 'copy'), input);
      await files.writeAtomically(path.join(folder, 'copy'), bytes(3));
      assert.deepEqual(await contentOf(files, input), [1]);
    });

    test('writing atomically replaces the file and leaves nothing beside it', async () => {
      const { files, folder } = await make();
      await files.writeAtomically(path.join(folder, 'a'), 'old');
      await files.writeAtomically(path.join(folder, 'a'), 'new');
      assert.deepEqual(await files.list(folder), ['a']);
      assert.equal(new TextDecoder().decode(await files.readSmall(path.join(folder, 'a'), 9)), 'new');
    });

    test('writing where it cannot leaves nothing beside it', async () => {
      const { files, folder } = await make();
      await throwsProblem('file-unwritable', files.writeAtomically(path.join(folder, 'none', 'a'), 'x'));
      await files.makeFolder(path.join(folder, 'full', 'inner'));
      await throwsProblem('file-unwritable', files.writeAtomically(path.join(folder, 'full'), 'x'));
      assert.deepEqual(await files.list(folder), ['full']);
    });

    test('a reader keeps the file that it opened when another takes its name', async () => {
      const { files, folder } = await make();
      const file = path.join(folder, 'a');
      await files.writeAtomically(file, 'old');
      const open = await files.open(file);
      await files.writeAtomically(file, 'new');
      const into = new Uint8Array(3);
      await open.read(into, 0);
      assert.equal(new TextDecoder().decode(into), 'old');
      await open.close();
    });

    test('copies over what is there, and onto itself without loss', async () => {
      const { files, folder } = await make();
      const [from, to] = [path.join(folder, 'from'), path.join(folder, 'to')];
      await files.writeAtomically(from, bytes(1, 2));
      await files.writeAtomically(to, bytes(9, 9, 9));
      await files.copy(from, to);
      await files.copy(from, from);
      assert.deepEqual(await contentOf(files, to), [1, 2]);
      assert.deepEqual(await contentOf(files, from), [1, 2]);
      assert.deepEqual(await files.list(folder), ['from', 'to']);
    });

    test('renames a folder with all in it, but not over one that holds something', async () => {
      const { files, folder } = await make();
      await (await files.create(path.join(folder, 'a', 'b', 'c'), 1)).close();
      await files.rename(path.join(folder, 'a'), path.join(folder, 'd'));
      assert.deepEqual(await contentOf(files, path.join(folder, 'd', 'b', 'c')), [0]);
      assert.equal(await files.stat(path.join(folder, 'a')), undefined);
      await (await files.create(path.join(folder, 'full', 'x'), 1)).close();
      await throwsProblem('file-unwritable', files.rename(path.join(folder, 'd'), path.join(folder, 'full')));
    });

    test('removes a folder with all in it', async () => {
      const { files, folder } = await make();
      await (await files.create(path.join(folder, 'a', 'b', 'c'), 1)).close();
      await files.remove(path.join(folder, 'a'));
      assert.deepEqual(await files.list(folder), []);
    });

    test('lists by code point', async () => {
      const { files, folder } = await make();
      for (const one of ['\u{1f600}', 'b', '\uff5e', 'B', 'a10', 'a9']) {
        await files.writeAtomically(path.join(folder, one), '');
      }
      assert.deepEqual(await files.list(folder), ['B', 'a10', 'a9', 'b', '\uff5e', '\u{1f600}']);
    });

    test('tells a folder from a file, and the size of a file', async () => {
      const { files, folder } = await make();
      await files.writeAtomically(path.join(folder, 'a'), 'four');
      assert.equal((await files.stat(folder))?.isFolder, true);
      const stat = await files.stat(path.join(folder, 'a'));
      assert.ok(stat);
      assert.equal(stat.isFolder, false);
      assert.equal(stat.bytes, 4);
      assert.ok(stat.modifiedMs > 0);
    });

    test('follows links to the real path, and a link to nothing is nothing', async () => {
      const { files, folder, link } = await make();
      await (await files.create(path.join(folder, 'real', 'a'), 1)).close();
      await link(path.join(folder, 'alias'), path.join(folder, 'real'));
      await link(path.join(folder, 'dangling'), path.join(folder, 'none'));
      assert.equal(await files.realPath(path.join(folder, 'alias', 'a')), path.join(folder, 'real', 'a'));
      assert.deepEqual(await contentOf(files, path.join(folder, 'alias', 'a')), [0]);
      assert.equal(await files.realPath(path.join(folder, 'dangling')), undefined);
      assert.equal(await files.stat(path.join(folder, 'dangling')), undefined);
    });

    test('links in a circle are told, not followed for ever', async () => {
      const { files, folder, link } = await make();
      await link(path.join(folder, 'a'), path.join(folder, 'b'));
      await link(path.join(folder, 'b'), path.join(folder, 'a'));
      const told = await throwsProblem('file-unreadable', files.realPath(path.join(folder, 'a')));
      assert.equal(told.arguments.reason, 'ELOOP');
    });

    test('knows the free bytes of a path that is not there yet', async () => {
      const { files, folder } = await make();
      assert.ok((await files.freeBytes(path.join(folder, 'not', 'yet'))) > 0);
    });
  });
}

describe('files on the disk, alone', () => {
  // The superuser may write everywhere.
  test('a folder that is not its own to write in is known', { skip: process.getuid?.() === 0 }, async () => {
    const { files, folder } = await onDisk();
    assert.equal(await files.isWritable(folder), true);
    await fs.chmod(folder, 0o500);
    assert.equal(await files.isWritable(folder), false);
    await fs.chmod(folder, 0o700);
    assert.equal(await files.isWritable(path.join(folder, 'nothing')), false);
  });

  test('a name that no system knows is nothing', async () => {
    const { files, folder } = await onDisk();
    assert.equal(await files.stat(path.join(folder, 'a\0b')), undefined);
    assert.equal(await files.stat(path.join(folder, 'a'.repeat(5_000))), undefined);
    await throwsProblem('file-missing', files.open(path.join(folder, 'a\0b')));
  });

  test('a full disk is told as such', { skip: !existsSync('/dev/full') }, async () => {
    const failed = fs.writeFile('/dev/full', 'x').catch((thrown: unknown) => {
      throw writingError(thrown, '/dev/full');
    });
    await throwsProblem('disk-full', failed);
  });
});

describe('files in memory, alone', () => {
  test('the disk fills up at its capacity and is freed by removing', async () => {
    const files = new MemoryFiles(10);
    const writer = await files.create('/a', 8);
    await writer.write(new Uint8Array(8), 0);
    await throwsProblem('disk-full', files.writeAtomically('/b', new Uint8Array(3)));
    assert.equal(await files.freeBytes(), 2);
    await files.remove('/a');
    await files.writeAtomically('/b', new Uint8Array(3));
  });

  test('a file that changes in place changes for who has it open', async () => {
    const files = new MemoryFiles();
    files.put('/a', bytes(1, 2, 3));
    const before = await files.stat('/a');
    const open = await files.open('/a');
    files.put('/a', bytes(4));
    const into = new Uint8Array(1);
    await open.read(into, 0);
    assert.deepEqual([...into], [4]);
    await throwsProblem('file-unreadable', open.read(into, 1));
    assert.notEqual((await files.stat('/a'))?.modifiedMs, before?.modifiedMs);
  });

  test('reads fail on demand', async () => {
    const files = new MemoryFiles();
    files.put('/a', bytes(1));
    files.failReads('/a', 'EIO');
    const told = await throwsProblem('file-unreadable', files.readSmall('/a', 10));
    assert.equal(told.arguments.reason, 'EIO');
  });
});
