import assert from 'node:assert/strict';
import { test } from 'node:test';
import { outputNames, publish } from '../../../../src/ml/tensors/output/publish.js';
import { MemoryFiles } from '../../../fakes/memory-files.js';
import { throwsProblem } from '../../../fakes/throws-problem.js';

const names = (overwrite: boolean) => outputNames({ path: '/out/merged', overwrite }, 'run-1');

function withPartial(old: boolean): MemoryFiles {
  const files = new MemoryFiles();
  files.put('/out/merged.partial-run-1/model.safetensors', 'new');
  if (old) {
    files.put('/out/merged/model.safetensors', 'old');
  }
  return files;
}

/** The same files, that fail at their `failing`-th change of a name. */
function failingAt(files: MemoryFiles, failing: number): MemoryFiles {
  let changes = 0;
  const counted =
    <Rest extends readonly unknown[]>(action: (...args: Rest) => Promise<void>) =>
    async (...args: Rest): Promise<void> => {
      changes += 1;
      if (changes === failing) {
        throw new Error('killed');
      }
      await action(...args);
    };
  return new Proxy(files, {
    get: (target, key) => {
      if (key === 'rename') {
        return counted((from: string, to: string) => target.rename(from, to));
      }
      if (key === 'remove') {
        return counted((path: string) => target.remove(path));
      }
      const value: unknown = Reflect.get(target, key);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

for (const old of [false, true]) {
  test(`a result gets its name whatever the moment of a kill (${old ? 'with' : 'without'} an old output)`, async () => {
    for (let failing = 1; ; failing++) {
      const files = withPartial(old);
      const survived = await publish(failingAt(files, failing), names(true)).then(
        () => true,
        () => false,
      );
      const there = files.paths().filter((file) => file.startsWith('/out/merged/'));
      const content = there.map((file) => files.textOf(file));
      assert.ok(content.length === 0 || ['old', 'new'].includes(content.join()), 'never half of anything');
      await publish(files, names(true));
      assert.deepEqual(files.paths(), ['/out/merged/model.safetensors']);
      assert.equal(files.textOf('/out/merged/model.safetensors'), 'new');
      if (survived) {
        assert.ok(failing > 2);
        break;
      }
    }
  });
}

test('what may not be replaced stays, and so does the new result', async () => {
  const files = withPartial(true);
  await throwsProblem('output-exists', publish(files, names(false)));
  assert.equal(files.textOf('/out/merged/model.safetensors'), 'old');
  assert.equal(files.textOf('/out/merged.partial-run-1/model.safetensors'), 'new');
});

test('what came to the name meanwhile and is no model is never replaced', async () => {
  const files = withPartial(false);
  files.put('/out/merged/thesis.tex', 'mine');
  await throwsProblem('output-not-a-model', publish(files, names(true)));
  assert.equal(files.textOf('/out/merged/thesis.tex'), 'mine');
  const other = withPartial(false);
  other.put('/out/merged', 'a file');
  await throwsProblem('output-not-a-folder', publish(other, names(true)));
  assert.equal(other.textOf('/out/merged'), 'a file');
});

test('an empty folder is no obstacle', async () => {
  const files = withPartial(false);
  await files.makeFolder('/out/merged');
  await publish(files, names(false));
  assert.deepEqual(files.paths(), ['/out/merged/model.safetensors']);
});

test('a result that is nowhere is missed', async () => {
  await throwsProblem('file-missing', publish(new MemoryFiles(), names(false)));
});
