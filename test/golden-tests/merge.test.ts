// Merges against mergekit 0.1.5 and the released PCB code: every case of the golden manifest, through the whole engine.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { test } from 'node:test';
import { openCheckpoint, type Checkpoint, type TensorLocation } from '../../src/ml/tensors/checkpoint.js';
import { bytesOf, decodeToFloat32, isFloatDtype } from '../../src/ml/tensors/dtypes.js';
import { createMergeEngine } from '../../src/engines/merge/engine.js';
import type { MergeBackend } from '../../src/engines/merge/merge-backend.js';
import { methods } from '../../src/engines/merge/methods/methods.js';
import { plainBackend } from '../../src/engines/merge/plain-backend.js';
import type { MergeUnit } from '../../src/engines/merge/resolution/merge-unit.js';
import { createSimdBackend } from '../../src/engines/merge/simd-backend.js';
import type { MergeSpec } from '../../src/engines/merge/spec/schema.js';
import type { KeepSource } from '../../src/engines/merge/tensor-merge.js';
import { parseExperiment } from '../../src/experiments/parse.js';
import { nodeFiles } from '../../src/worker/node-files.js';
import { FakeRun } from '../fakes/fake-run.js';
import { temporaryFolder } from '../fakes/temporary-folder.js';
import { goldenFolder } from './golden-folder.js';

interface GoldenCase {
  readonly id: string;
  readonly ckpt: string;
  readonly config: { readonly merge_method: string };
  readonly expected: string;
  readonly masks?: string | null;
  readonly atol: number;
  readonly rtol: number;
  readonly max_mismatch: number;
  readonly min_exact_fraction?: number | null;
  readonly informational?: boolean;
}

interface Difference {
  readonly elements: number;
  /** Elements beyond the tolerance, and not bit-equal. */
  readonly mismatches: number;
  readonly inexact: number;
  readonly largest: number;
}

const signal = new AbortController().signal;
const { folder, skip } = goldenFolder('merge');

if (skip !== false) {
  test('merge', { skip }, () => undefined);
} else {
  const manifest = JSON.parse(readFileSync(path.join(folder, 'manifest.json'), 'utf8')) as {
    readonly cases: readonly GoldenCase[];
  };
  test('merge: the manifest has cases', () => {
    assert.ok(manifest.cases.length > 0);
  });
  test('merge: the SIMD kernels can be had', () => {
    assert.ok(createSimdBackend(2 ** 16) !== undefined);
  });
  for (const golden of manifest.cases) {
    testCase(golden, `merge: ${golden.id}`, undefined);
    testCase(golden, `merge: ${golden.id} (plain kernels)`, plainBackend);
  }
}

/** A test of a case; without a backend on the engine's own choice, the SIMD kernels. */
function testCase(golden: GoldenCase, name: string, backend: MergeBackend | undefined): void {
  const isBuilt = methods.has(golden.config.merge_method);
  const reason = `the method ${golden.config.merge_method} is not built yet`;
  test(name, { skip: isBuilt ? false : reason }, async (context) => {
    const difference = await compareCase(golden, backend);
    if (golden.informational === true) {
      const { mismatches, elements, inexact, largest } = difference;
      context.skip(
        `informational: ${String(mismatches)} of ${String(elements)} beyond the tolerance, ${String(inexact)} not bit-equal, largest difference ${String(largest)}`,
      );
      return;
    }
    assert.ok(
      difference.mismatches <= golden.max_mismatch,
      `${String(difference.mismatches)} elements differ, largest difference ${String(difference.largest)}`,
    );
    const exact = 1 - difference.inexact / Math.max(1, difference.elements);
    assert.ok(exact >= (golden.min_exact_fraction ?? 0), `only ${String(exact)} are bit-equal`);
  });
}

/** Runs a case and holds the result against the expected file; names, shapes, number formats and buffers must be equal. */
async function compareCase(golden: GoldenCase, backend: MergeBackend | undefined): Promise<Difference> {
  const out = await temporaryFolder();
  const models = path.join(folder, 'ckpt', golden.ckpt);
  const output = path.join(out, 'merged');
  const file = path.join(models, 'golden.yml');
  const source = JSON.stringify(golden.config);
  const { experiment, problems } = parseExperiment(source, file, { output });
  assert.ok(experiment !== undefined, JSON.stringify(problems));
  const spec = experiment.spec as MergeSpec;
  const masks = typeof golden.masks === 'string' ? await openMasks(path.join(folder, golden.masks)) : undefined;
  const engine = createMergeEngine({
    ...(masks === undefined ? {} : { keepSource: (unit: MergeUnit) => maskedKeepSource(unit, masks) }),
    ...(backend === undefined ? {} : { backend }),
  });
  const target = { path: output, overwrite: false };
  const run = new FakeRun({ files: nodeFiles, folder: models, output: target, file, source, artifacts: out });
  const context = run.attempt(signal);
  const plan = await engine.plan(spec, context);
  assert.deepEqual(
    plan.problems.filter(({ severity }) => severity === 'error'),
    [],
  );
  await engine.run(spec, context);
  const got = await openCheckpoint(nodeFiles, output, signal);
  const expected = await openCheckpoint(nodeFiles, path.join(folder, golden.expected), signal);
  assert.deepEqual([...got.tensors.keys()].sort(), [...expected.tensors.keys()].sort());
  return compareTensors(got, expected, golden);
}

async function compareTensors(
  got: Checkpoint,
  expected: Checkpoint,
  { atol, rtol }: { readonly atol: number; readonly rtol: number },
): Promise<Difference> {
  let elements = 0;
  let mismatches = 0;
  let inexact = 0;
  let largest = 0;
  for (const [name, wanted] of expected.tensors) {
    const found = got.tensors.get(name);
    assert.ok(found !== undefined);
    assert.equal(found.dtype, wanted.dtype, name);
    assert.deepEqual(found.shape, wanted.shape, name);
    const [foundBytes, wantedBytes] = [await bytesOfTensor(found), await bytesOfTensor(wanted)];
    if (!isFloatDtype(wanted.dtype)) {
      assert.deepEqual(foundBytes, wantedBytes, name);
      continue;
    }
    const [a, b] = [toFloats(found, foundBytes), toFloats(wanted, wantedBytes)];
    const width = bytesOf(wanted.dtype, 1);
    for (const [i, exp] of b.entries()) {
      const value = a[i] ?? Number.NaN;
      const away = Math.abs(value - exp);
      elements += 1;
      // Two NaN would be equal, but the manifest promises none.
      mismatches += away <= atol + rtol * Math.abs(exp) ? 0 : 1;
      largest = Number.isNaN(away) ? Number.POSITIVE_INFINITY : Math.max(largest, away);
      const same = Buffer.compare(
        foundBytes.subarray(i * width, (i + 1) * width),
        wantedBytes.subarray(i * width, (i + 1) * width),
      );
      inexact += same === 0 ? 0 : 1;
    }
  }
  return { elements, mismatches, inexact, largest };
}

async function bytesOfTensor({ file, position, begin, end }: TensorLocation): Promise<Uint8Array> {
  const opened = await nodeFiles.open(file);
  try {
    const bytes = new Uint8Array(end - begin);
    await opened.read(bytes, position);
    return bytes;
  } finally {
    await opened.close();
  }
}

function toFloats({ dtype, elements }: TensorLocation, bytes: Uint8Array): Float32Array {
  const floats = new Float32Array(elements);
  decodeToFloat32(bytes, dtype, floats);
  return floats;
}

type Masks = ReadonlyMap<string, ReadonlyMap<string, Uint8Array>>;

/** The masks of a folder: by model (`<model>.safetensors`) and tensor. */
async function openMasks(masks: string): Promise<Masks> {
  const found = new Map<string, Map<string, Uint8Array>>();
  for (const name of await nodeFiles.list(masks)) {
    const { tensors } = await openCheckpoint(nodeFiles, path.join(masks, name), signal);
    const byTensor = new Map<string, Uint8Array>();
    for (const [tensor, location] of tensors) {
      byTensor.set(tensor, await bytesOfTensor(location));
    }
    found.set(path.basename(name, '.safetensors'), byTensor);
  }
  return found;
}

function maskedKeepSource(unit: MergeUnit, masks: Masks): KeepSource {
  const [tensor] = unit.tensors;
  assert.ok(tensor !== undefined && unit.tensors.length === 1);
  return {
    fill(task, start, _probability, out) {
      const input = tensor.inputs[task];
      assert.ok(input !== undefined);
      const mask = masks.get(input.model)?.get(input.name);
      assert.ok(mask !== undefined, `a mask of ${input.name} for ${input.model}`);
      out.set(mask.subarray(start, start + out.length));
    },
  };
}
