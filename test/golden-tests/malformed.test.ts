// Verdicts on hostile and on merely unusual safetensors files, as the reference library (huggingface/safetensors) gave them.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { test } from 'node:test';
import { ModelsmithError, type Problem } from '../../src/base/errors.js';
import { readSafetensorsHeader } from '../../src/ml/tensors/read-safetensors-header.js';
import { nodeFiles } from '../../src/worker/node-files.js';
import { goldenFolder } from './golden-folder.js';

interface GoldenFile {
  readonly file: string;
  readonly verdict: 'accept' | 'reject';
  readonly error: string | null;
  readonly sha256: string;
  readonly keys?: readonly string[];
  readonly metadata?: Readonly<Record<string, string>> | null;
}

const { folder, skip } = goldenFolder('malformed');

if (skip !== false) {
  test('malformed', { skip }, () => undefined);
} else {
  const manifest = JSON.parse(readFileSync(path.join(folder, 'manifest.json'), 'utf8')) as {
    readonly files: readonly GoldenFile[];
  };
  test('malformed: the manifest names files', () => {
    assert.ok(manifest.files.length > 0);
  });
  for (const golden of manifest.files) {
    test(`malformed: ${golden.file} (${golden.verdict})`, async () => {
      const file = path.join(folder, golden.file);
      assert.ok(existsSync(file), 'the file is there');
      assert.equal(createHash('sha256').update(readFileSync(file)).digest('hex'), golden.sha256, 'the copy is whole');
      const outcome = await read(file);
      if (outcome instanceof ModelsmithError) {
        const problem: Problem = outcome.problems[0];
        assert.ok(problem.code === 'safetensors-invalid', 'told as what it is');
        assert.equal(problem.where.file, file);
        const isDuplicate = problem.arguments.offence === 'duplicate-tensor';
        assert.ok(golden.verdict === 'reject' || isDuplicate, `accepted by the reference: ${JSON.stringify(problem)}`);
        return;
      }
      assert.equal(golden.verdict, 'accept', golden.error ?? '');
      assert.deepEqual([...outcome.tensors.keys()].sort(), [...(golden.keys ?? [])].sort());
      assert.deepEqual(
        outcome.metadata === undefined ? null : Object.fromEntries(outcome.metadata),
        golden.metadata ?? null,
      );
    });
  }
}

async function read(file: string): Promise<Awaited<ReturnType<typeof readSafetensorsHeader>> | ModelsmithError> {
  try {
    return await readSafetensorsHeader(nodeFiles, file, new AbortController().signal);
  } catch (thrown) {
    // Anything else than our own error would be a crash on hostile input.
    assert.ok(thrown instanceof ModelsmithError, String(thrown));
    return thrown;
  }
}
