import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ErrorCode } from '../../../src/base/errors.js';
import { ModelsmithError } from '../../../src/base/errors.js';
import type { Checkpoint } from '../../../src/ml/tensors/checkpoint.js';
import { openCheckpoint } from '../../../src/ml/tensors/checkpoint.js';
import { MAX_LISTED_PROBLEMS } from '../../../src/ml/tensors/limits.js';
import { MemoryFiles } from '../../fakes/memory-files.js';
import { safetensorsBytes } from '../../fakes/safetensors-bytes.js';
import { throwsProblem } from '../../fakes/throws-problem.js';

const never = new AbortController().signal;

/** A shard in which each name is a tensor of one byte. */
function shard(...names: readonly string[]): Uint8Array {
  return safetensorsBytes(
    new Map(names.map((name, i) => [name, { dtype: 'U8', shape: [1], data: Uint8Array.of(i + 1) }])),
    { padding: 3 },
  );
}

function folder(content: Readonly<Record<string, string | Uint8Array>>, at = '/m'): MemoryFiles {
  const files = new MemoryFiles();
  for (const [name, bytes] of Object.entries(content)) {
    files.put(`${at}/${name}`, bytes);
  }
  return files;
}

function index(map: Readonly<Record<string, string>>): string {
  return JSON.stringify({ metadata: { total_size: 1 }, weight_map: map });
}

function open(files: MemoryFiles, model = '/m'): Promise<Checkpoint> {
  return openCheckpoint(files, model, never);
}

const INDEX = 'model.safetensors.index.json';

describe('a model in one file', () => {
  test('has its tensors where the file holds them, its configuration and its companions', async () => {
    const files = folder({
      'model.safetensors': shard('a', 'b'),
      'config.json': '{"model_type":"llama","eps":1e-05,"limit":[0.0,Infinity],"__proto__":{"x":1}}',
      'tokenizer.json': '{}',
      'pytorch_model.bin': 'ignored',
      '.gitattributes': '',
      'onnx/model.onnx': '',
    });
    const { shards, tensors, config, companions } = await open(files);
    assert.deepEqual(
      shards.map(({ name, bytes }) => [name, bytes]),
      [['model.safetensors', files.bytesOf('/m/model.safetensors').length]],
    );
    const b = tensors.get('b');
    assert.ok(b);
    assert.deepEqual([...files.bytesOf(b.file).subarray(b.position, b.position + 1)], [2]);
    assert.deepEqual(config, JSON.parse('{"model_type":"llama","eps":1e-05,"limit":[0,1e999],"__proto__":{"x":1}}'));
    assert.deepEqual(companions, ['config.json', 'tokenizer.json']);
  });

  test('may have another name when it is the only one, and may be named itself', async () => {
    const files = folder({ 'weights.safetensors': shard('a'), 'adapter_model.safetensors': shard('x') });
    assert.deepEqual([...(await open(files)).tensors.keys()], ['a']);
    assert.deepEqual([...(await open(files, '/m/adapter_model.safetensors')).tensors.keys()], ['x']);
  });

  test('goes before an index, as transformers has it', async () => {
    const files = folder({ 'model.safetensors': shard('a'), [INDEX]: index({ b: 'none.safetensors' }) });
    assert.deepEqual([...(await open(files)).tensors.keys()], ['a']);
  });
});

describe('a model in shards', () => {
  test('has the tensors of all of them', async () => {
    const files = folder({
      [INDEX]: index({ 'a.10': 's2', a: 's1', __proto__x: 's2' }),
      s1: shard('a'),
      s2: shard('__proto__x', 'a.10'),
    });
    const { shards, tensors } = await open(files);
    assert.deepEqual(
      shards.map(({ name }) => name),
      ['s1', 's2'],
    );
    assert.deepEqual(
      [...tensors.values()].map(({ name, file }) => [name, file]),
      [
        ['a', '/m/s1'],
        ['__proto__x', '/m/s2'],
        ['a.10', '/m/s2'],
      ],
    );
  });

  test('a tensor called __proto__ is found by the index', async () => {
    const files = folder({ [INDEX]: '{"weight_map":{"__proto__":"s1"}}', s1: shard('__proto__') });
    assert.equal((await open(files)).tensors.get('__proto__')?.file, '/m/s1');
  });

  test('shards may lie in folders below', async () => {
    const files = folder({ [INDEX]: index({ a: 'parts/s1' }), 'parts/s1': shard('a') });
    assert.equal((await open(files)).tensors.get('a')?.file, '/m/parts/s1');
  });

  test('a tensor that the index leaves out counts; one in two shards is taken from where the index says', async () => {
    const files = folder({
      [INDEX]: index({ a: 's1', both: 's2' }),
      s1: shard('a', 'both', 'tied'),
      s2: shard('both'),
    });
    const { tensors } = await open(files);
    assert.deepEqual([...tensors.keys()].sort(), ['a', 'both', 'tied']);
    assert.equal(tensors.get('both')?.file, '/m/s2');
  });

  test('a tensor that the index leaves out and two shards hold is told', async () => {
    const files = folder({ [INDEX]: index({ a: 's1', b: 's2' }), s1: shard('a', 'x'), s2: shard('b', 'x') });
    const told = await throwsProblem('tensor-in-two-shards', open(files));
    assert.deepEqual(told.arguments, { tensor: 'x', shards: ['s1', 's2'] });
  });

  test('everything that is wrong is told at once', async () => {
    const files = folder({
      [INDEX]: index({ a: 'missing', b: 's1', c: 's1', d: 'torn', e: '../outside' }),
      s1: shard('b'),
      torn: shard('d').subarray(0, 20),
    });
    files.put('/outside', shard('e'));
    const thrown: unknown = await open(files).catch((error: unknown) => error);
    assert.ok(thrown instanceof ModelsmithError);
    assert.deepEqual(
      thrown.problems.map(({ code, where }): [ErrorCode, string | undefined, string | undefined] => [
        code,
        where.file,
        where.tensor,
      ]),
      [
        ['shard-outside', `/m/${INDEX}`, undefined],
        ['shard-missing', `/m/${INDEX}`, undefined],
        ['safetensors-invalid', '/m/torn', undefined],
        ['tensor-not-in-shard', `/m/${INDEX}`, 'c'],
      ],
    );
  });

  test('an index at odds with everything gives a list of bearable length', async () => {
    const map = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`t${String(i)}`, 's1']));
    const thrown: unknown = await open(folder({ [INDEX]: index(map), s1: shard() })).catch((error: unknown) => error);
    assert.ok(thrown instanceof ModelsmithError);
    assert.equal(thrown.problems.length, MAX_LISTED_PROBLEMS);
  });
});

describe('an index that leads out of its folder is refused', () => {
  for (const name of [
    '../s1',
    '/etc/passwd',
    'a/../../s1',
    './s1',
    'a//s1',
    '..',
    'C:s1',
    '..\\s1',
    '\\\\server\\share\\s1',
  ]) {
    test(`by its name: ${JSON.stringify(name)}`, async () => {
      const files = folder({ [INDEX]: index({ a: name }), s1: shard('a') });
      files.put('/s1', shard('a'));
      const told = await throwsProblem('shard-outside', open(files));
      assert.deepEqual(told.arguments, { shard: name });
      assert.equal(told.where.file, `/m/${INDEX}`);
    });
  }

  for (const name of ['', 's1\0.safetensors', 's1\n']) {
    test(`as a name that no file can have: ${JSON.stringify(name)}`, async () => {
      const told = await throwsProblem(
        'shard-index-invalid',
        open(folder({ [INDEX]: index({ a: name }), s1: shard('a') })),
      );
      assert.deepEqual(told.arguments, { offence: 'file-name', detail: name });
    });
  }

  test('by a symbolic link to a file, or through a linked folder', async () => {
    const files = folder({ [INDEX]: index({ a: 's1', b: 'sub/s2' }) });
    files.put('/secret/s2', shard('b'));
    files.link('/m/s1', '/secret/s2');
    files.link('/m/sub', '/secret');
    const thrown: unknown = await open(files).catch((error: unknown) => error);
    assert.ok(thrown instanceof ModelsmithError);
    assert.deepEqual(
      thrown.problems.map(({ code }) => code),
      ['shard-outside', 'shard-outside'],
    );
  });

  test('a sibling whose name only begins like the folder is outside', async () => {
    const files = folder({ [INDEX]: index({ a: 's1' }) });
    files.put('/m-other/s1', shard('a'));
    files.link('/m/s1', '/m-other/s1');
    await throwsProblem('shard-outside', open(files));
  });

  test('but the folder itself may be a link', async () => {
    const files = folder({ [INDEX]: index({ a: 's1' }), s1: shard('a') }, '/data/real');
    files.link('/m', '/data/real');
    assert.equal((await open(files)).tensors.size, 1);
  });

  test("and a snapshot in the hub's cache may link to its own repository's blobs, not to another's", async () => {
    const snapshot = '/cache/models--who--what/snapshots/abc';
    const files = folder({ [INDEX]: index({ a: 's1' }) }, snapshot);
    files.put('/cache/models--who--what/blobs/123', shard('a'));
    files.put('/cache/models--who--else/blobs/123', shard('a'));
    files.link(`${snapshot}/s1`, '../../blobs/123');
    assert.equal((await open(files, snapshot)).tensors.size, 1);
    await files.remove(`${snapshot}/s1`);
    files.link(`${snapshot}/s1`, '/cache/models--who--else/blobs/123');
    await throwsProblem('shard-outside', open(files, snapshot));
  });
});

describe('an index that is no index is told by its offence', () => {
  for (const [offence, content] of [
    ['not-json', '{"weight_map":'],
    ['not-object', '[]'],
    ['no-weight-map', '{"metadata":{}}'],
    ['no-weight-map', '{"weight_map":["a"]}'],
    ['no-weight-map', '{"weight_map":{"a":1}}'],
    ['not-json', '{"weight_map":{"a":'],
    ['not-json', '{"weight_map":{"a":x}}'],
    ['not-json', '{"weight_map":'],
    ['duplicate-key', '{"weight_map":{"a":"s1","a":"s2"}}'],
    ['duplicate-key', '{"weight_map":{},"weight_map":{}}'],
    ['trailing-data', '{"weight_map":{}} x'],
    ['byte-order-mark', '\ufeff{"weight_map":{}}'],
  ] as const) {
    test(`${offence}: ${content}`, async () => {
      const told = await throwsProblem('shard-index-invalid', open(folder({ [INDEX]: content })));
      assert.equal(told.arguments.offence, offence);
    });
  }
});

describe('what is no model is refused with what to do', () => {
  test('nothing there, an empty folder, a file of another kind', async () => {
    await throwsProblem('checkpoint-missing', open(new MemoryFiles()));
    const told = await throwsProblem('checkpoint-not-weights', open(folder({ 'notes.txt': 'x' }), '/m/notes.txt'));
    assert.equal(told.arguments.file, '/m/notes.txt');
    await throwsProblem('checkpoint-missing', open(folder({ 'README.md': '' })));
  });

  test('several files and no index', async () => {
    const files = folder({ 'a.safetensors': shard('a'), 'b.safetensors': shard('b') });
    const told = await throwsProblem('checkpoint-ambiguous', open(files));
    assert.deepEqual(told.arguments.files, ['a.safetensors', 'b.safetensors']);
  });

  for (const [name, format, converter] of [
    ['pytorch_model.bin', 'PyTorch (.bin)', /save_pretrained/],
    ['pytorch_model.bin.index.json', 'PyTorch (.bin)', /save_pretrained/],
    ['model-Q4_K_M.gguf', 'GGUF', /gguf_file/],
    ['consolidated.00.pth', 'PyTorch (.pt)', /save_file/],
    ['tf_model.h5', 'TensorFlow (.h5)', /from_tf/],
    ['adapter_model.safetensors', 'PEFT adapter', /merge_and_unload/],
  ] as const) {
    test(`${name} is ${format}`, async () => {
      const files = folder({ [name]: 'x', 'config.json': '{}', 'training_args.bin': 'x' });
      const told = await throwsProblem('checkpoint-format', open(files));
      assert.equal(told.arguments.format, format);
      assert.match(told.arguments.converter, converter);
      assert.equal(told.where.file, `/m/${name}`);
    });
  }

  test('a GGUF file that is named itself', async () => {
    const told = await throwsProblem('checkpoint-format', open(folder({ 'a.gguf': '' }), '/m/a.gguf'));
    assert.equal(told.arguments.format, 'GGUF');
  });

  test('weights packed by a method that the configuration names, or that the tensors show', async () => {
    for (const [config, tensor, method] of [
      ['{"quantization_config":{"quant_method":"gptq","bits":4}}', 'a', 'gptq'],
      ['{"quantization_config":{"quant_method":"awq"}}', 'a', 'awq'],
      ['{}', 'model.layers.0.mlp.up_proj.qweight', 'gptq, awq'],
    ] as const) {
      const files = folder({ 'config.json': config, 'model.safetensors': shard(tensor) });
      const told = await throwsProblem('checkpoint-quantized', open(files));
      assert.equal(told.arguments.method, method);
      const looked = await openCheckpoint(files, '/m', never, { quantized: 'allow' });
      assert.deepEqual([...looked.tensors.keys()], [tensor]);
    }
  });

  test('a configuration that is not one object', async () => {
    for (const content of ['[]', '{"a":1', '{"a":nan}', '']) {
      const files = folder({ 'config.json': content, 'model.safetensors': shard('a') });
      const told = await throwsProblem('config-invalid', open(files));
      assert.equal(told.where.file, '/m/config.json');
    }
  });

  test('a file that cannot be read', async () => {
    const files = folder({ 'model.safetensors': shard('a') });
    files.failReads('/m/model.safetensors', 'EIO');
    await throwsProblem('file-unreadable', open(files));
  });
});

test('integers and floats that nothing computes with are part of a checkpoint', async () => {
  const data = new Uint8Array(8);
  const content = safetensorsBytes(
    new Map(
      ['I64', 'U64', 'I32', 'I16', 'I8', 'BOOL', 'F8_E5M2', 'C64'].map((dtype) => [
        dtype,
        { dtype, shape: [/64/.test(dtype) ? 1 : dtype === 'I32' ? 2 : dtype === 'I16' ? 4 : 8], data },
      ]),
    ),
  );
  const { tensors } = await open(folder({ 'model.safetensors': content }));
  assert.equal(tensors.size, 8);
});
