import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { VERSION } from '../../src/base/version.js';
import { writeRunOnDisk } from '../fakes/run-on-disk.js';
import { safetensorsBytes } from '../fakes/safetensors-bytes.js';
import { temporaryFolder } from '../fakes/temporary-folder.js';
import { BuiltCli } from './built-cli.js';

let cli: BuiltCli;
/** A sample workspace that the tests may read, and run what they find in it. */
let sample: string;

/** Both lie here. */
let home: string;

before(async () => {
  home = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'modelsmith-cli-')));
  cli = await BuiltCli.build(path.join(home, 'program'));
  sample = path.join(home, 'sample');
  const made = await cli.run(path.dirname(sample), ['sample', 'sample']);
  assert.deepEqual([made.code, made.out], [0, `The sample workspace is in ${sample}.\n`]);
});

after(() => {
  fs.rmSync(home, { recursive: true, force: true, maxRetries: 5 });
});

interface RunJson {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly group?: string;
  readonly output?: string;
  readonly matrix?: Readonly<Record<string, unknown>>;
}

interface ProblemJson {
  readonly code: string;
  readonly severity: string;
  readonly message: string;
  readonly advice: string;
  readonly where: { readonly file?: string; readonly line?: number; readonly column?: number };
}

async function runsIn(root: string): Promise<readonly RunJson[]> {
  return (await cli.json(root, ['list', '--root', root]))['runs'] as readonly RunJson[];
}

const linesOf = (text: string): readonly Readonly<Record<string, unknown>>[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);

describe('the command', () => {
  test('names its version and its commands', async () => {
    assert.deepEqual(await cli.run(sample, ['--version']), { code: 0, out: `${VERSION}\n`, err: '' });
    const help = await cli.run(sample, ['--help']);
    assert.equal(help.code, 0);
    for (const name of ['run', 'plan', 'validate', 'list', 'show', 'cancel', 'resume', 'queue', 'inspect', 'doctor']) {
      assert.match(help.out, new RegExp(`^  ${name} `, 'm'));
    }
  });

  test('called the wrong way says how, and exits with 2', async () => {
    for (const args of [
      ['frobnicate'],
      ['run'],
      ['list', '--limit', 'x'],
      ['list', '--status', 'sleeping'],
      ['show', '-x'],
    ]) {
      const { code, out, err } = await cli.run(sample, args);
      assert.deepEqual([code, out], [2, ''], args.join(' '));
      assert.match(err, /^error: /);
    }
  });

  test('ends quietly when its reader has seen enough', async () => {
    const child = cli.start(sample, ['inspect', 'models/base']);
    child.stdout?.destroy();
    let err = '';
    child.stderr?.on('data', (text: Buffer) => (err += text.toString()));
    const code = await new Promise((resolve) => child.on('close', resolve));
    assert.deepEqual([code, err], [0, '']);
  });
});

describe('sample', () => {
  test('is not made over files that are there, unless told so', async () => {
    const { code, err } = await cli.run(sample, ['sample', '.']);
    assert.equal(code, 2);
    assert.match(err, /already holds/);
    const again = path.join(await temporaryFolder(), 'again');
    await cli.json(path.dirname(again), ['sample', again]);
    fs.rmSync(path.join(again, 'models', 'dish'), { recursive: true });
    await cli.json(again, ['sample', '.', '--overwrite']);
    assert.ok(fs.existsSync(path.join(again, 'models', 'dish', 'model.safetensors')));
  });
});

describe('validate', () => {
  test('tells every problem with its place, in words and for programs, and exits with 2', async () => {
    const folder = await temporaryFolder();
    const file = path.join(folder, 'bad.experiment.yaml');
    fs.writeFileSync(file, 'kind: merge\nmerge_method: tise\nmodels:\n  - model: ./a\nsed: 1\n');
    const words = await cli.run(folder, ['validate', 'bad.experiment.yaml']);
    assert.deepEqual([words.code, words.out], [2, '']);
    assert.match(words.err, /^error .*bad\.experiment\.yaml:2:15: .*tise.*\n {2}.*ties/m);
    const { code, out } = await cli.run(folder, ['validate', 'bad.experiment.yaml', '--json']);
    assert.equal(code, 2);
    const [verdict] = (JSON.parse(out) as { readonly files: readonly { readonly problems: readonly ProblemJson[] }[] })
      .files;
    const errors = verdict?.problems.filter(({ severity }) => severity === 'error') ?? [];
    assert.deepEqual(
      errors.map(({ where }) => [where.file, where.line]),
      [
        [file, 2],
        [file, 5],
      ],
    );
    assert.ok(errors.every(({ code: one, message, advice }) => one !== '' && message !== '' && advice !== ''));
  });

  test('passes what is right, and counts the runs of a matrix', async () => {
    const { code, out } = await cli.run(sample, ['validate', 'pcb.experiment.yaml', 'sweep.experiment.yaml']);
    assert.equal(code, 0);
    assert.match(out, /^pcb\.experiment\.yaml: no problems$/m);
    assert.match(out, /^sweep\.experiment\.yaml: no problems, 3 runs$/m);
  });

  test('a file that is not there, or no file, is told as such', async () => {
    const missing = await cli.run(sample, ['validate', 'none.yaml', '.']);
    assert.equal(missing.code, 2);
    assert.match(missing.err, /none\.yaml does not exist/);
    assert.match(missing.err, /cannot be read: it is a folder/);
  });
});

describe('plan', () => {
  test('tells cost and inputs without making a run', async () => {
    const { code, out } = await cli.run(sample, ['plan', 'pcb.experiment.yaml']);
    assert.equal(code, 0, out);
    assert.match(out, /^inputs +.*base\/model\.safetensors$/m);
    assert.match(out, /^output +.*merged\/pcb$/m);
    assert.equal(fs.existsSync(path.join(sample, '.modelsmith')), false);
  });

  test('has one plan for each run of a matrix, with its values', async () => {
    const { plans } = (await cli.json(sample, ['run', 'sweep.experiment.yaml', '--dry-run'])) as {
      readonly plans: readonly { readonly matrix: unknown; readonly estimate: { readonly readBytes: number } }[];
    };
    assert.deepEqual(
      plans.map(({ matrix }) => matrix),
      [0.1, 0.2, 0.4].map((ratio) => ({ 'parameters.ratio': ratio })),
    );
    assert.ok(plans.every(({ estimate }) => estimate.readBytes > 0));
  });

  test('tells what headers show to be wrong, and exits with 2', async () => {
    const folder = await temporaryFolder();
    fs.cpSync(path.join(sample, 'models'), path.join(folder, 'models'), { recursive: true });
    fs.copyFileSync(path.join(sample, 'pcb.experiment.yaml'), path.join(folder, 'pcb.experiment.yaml'));
    fs.truncateSync(path.join(folder, 'models', 'animal', 'model.safetensors'), 100_000);
    const { code, err } = await cli.run(folder, ['plan', 'pcb.experiment.yaml']);
    assert.equal(code, 2);
    assert.match(err, /animal\/model\.safetensors.*ends before the data/);
    // A run finds the same, and begins nothing.
    const run = await cli.run(folder, ['run', 'pcb.experiment.yaml']);
    assert.equal(run.code, 2);
    assert.equal(fs.existsSync(path.join(folder, '.modelsmith')), false);
  });
});

describe('run, list and show', () => {
  test('a run tells its story in lines, and leaves a model and a record', async () => {
    const root = await workspace();
    const { code, out, err } = await cli.run(root, ['run', 'pcb.experiment.yaml']);
    assert.equal(code, 0, err);
    assert.match(out, /^pcb succeeded after [\d.]+ s$/m);
    assert.match(out, /^ {2}output +merged\/pcb$/m);
    assert.match(err, /^Running pcb as \d{8}-\d{6}-pcb-[0-9a-f]{8}$/m);
    assert.match(err, / of \d+K? parameters$/m);
    assert.ok(fs.existsSync(path.join(root, 'merged', 'pcb', 'model.safetensors')));
    const [only, ...others] = await runsIn(root);
    assert.deepEqual([only?.name, only?.status, others.length], ['pcb', 'succeeded', 0]);
    const shown = await cli.run(root, ['show', 'latest', '--log']);
    assert.match(shown.out, /^status +succeeded$/m);
    assert.match(shown.out, /Started pcb, seed 0/);
    for (const reference of [only?.id ?? '', only?.id.slice(-8) ?? '', 'pcb']) {
      assert.deepEqual(((await cli.json(root, ['show', reference])) as { readonly run: RunJson }).run.id, only?.id);
    }
  });

  test('for programs a run is one JSON document a line: itself, its events, its end', async () => {
    const root = await workspace();
    const { code, out, err } = await cli.run(root, ['run', 'ties.experiment.yaml', '--json']);
    assert.deepEqual([code, err], [0, '']);
    const lines = linesOf(out);
    const [first, ...rest] = lines;
    const last = rest.pop();
    assert.equal(first?.['type'], 'run');
    assert.deepEqual(
      [last?.['type'], last?.['status'], last?.['output']],
      ['end', 'succeeded', path.join(root, 'merged', 'ties')],
    );
    assert.deepEqual(
      rest.map(({ seq }) => seq),
      rest.map((_, i) => i + 1),
    );
    assert.ok(lines.every(({ run }) => run === first['run']));
    const types = new Set(rest.map(({ type }) => type));
    assert.ok(
      ['started', 'progress', 'merge/tensor', 'result'].every((type) => types.has(type)),
      [...types].join(),
    );
  });

  test('the runs of a matrix are one table: parameters beside figures', async () => {
    const root = await workspace();
    const { code, out, err } = await cli.run(root, ['run', 'sweep.experiment.yaml']);
    assert.equal(code, 0, err);
    assert.match(err, /^Run 3 of 3$/m);
    const shown = await cli.run(root, ['show', 'sweep']);
    assert.ok(out.endsWith(shown.out), 'the run ends with the table');
    const [title, head, ...rows] = shown.out.trimEnd().split('\n');
    assert.equal(title, 'sweep, 3 runs');
    assert.match(head ?? '', /^run +ratio +status +time +\S/);
    assert.deepEqual(
      rows.map((row) => row.split(/ {2,}/).slice(1, 3)),
      ['0.1', '0.2', '0.4'].map((ratio) => [ratio, 'succeeded']),
    );
    const runs = await runsIn(root);
    assert.equal(new Set(runs.map(({ group }) => group)).size, 1);
    const one = await cli.run(root, ['show', runs[0]?.id ?? '']);
    assert.match(one.err, new RegExp(`modelsmith show ${runs[0]?.group ?? ''}`));
  });

  test("a mergekit configuration runs as it is, with mergekit's argument for its output", async () => {
    const root = await workspace();
    const models =
      '[{model: ./models/trade, parameters: {weight: "0.5"}}, {model: ./models/animal, parameters: {weight: 0.5}}]';
    fs.writeFileSync(path.join(root, 'linear.yml'), `merge_method: linear\nmodels: ${models}\nno_such_key: 1\n`);
    const { code, err } = await cli.run(root, ['run', 'linear.yml', 'out']);
    assert.equal(code, 0, err);
    assert.match(err, /^warning .*no_such_key/m);
    assert.ok(fs.existsSync(path.join(root, 'out', 'config.json')));
    const again = await cli.run(root, ['run', 'linear.yml', 'out']);
    assert.equal(again.code, 2);
    assert.match(again.err, /is there already/);
  });

  test('runs are listed by status, the newest first, as many as asked for', async () => {
    const root = await temporaryFolder();
    const experiment = path.join(root, 'x.experiment.yaml');
    for (const number of [1, 2, 3, 4, 5]) {
      writeRunOnDisk(root, {
        number,
        experiment,
        record: { name: `n${number}`, status: number % 2 ? 'succeeded' : 'failed' },
      });
    }
    const listed = await cli.run(root, ['list', '--status', 'succeeded', '--limit', '2']);
    assert.deepEqual(
      listed.out.split('\n').flatMap((line) => /\bn\d\b/.exec(line) ?? []),
      ['n5', 'n3'],
    );
    assert.match(listed.err, /1 older run is not shown/);
    const json = await cli.json(root, ['list', '--status', 'failed', '--status', 'succeeded']);
    assert.equal(json['total'], 5);
    assert.match((await cli.run(root, ['list', '--status', 'running'])).err, /no such runs/);
  });

  test('a reference that means no run, or several, is told with what to do', async () => {
    const root = await temporaryFolder();
    const experiment = path.join(root, 'x.experiment.yaml');
    writeRunOnDisk(root, { number: 1, experiment });
    writeRunOnDisk(root, { number: 2, experiment });
    for (const [reference, code] of [
      ['nothing', 'run-missing'],
      ['../../etc', 'run-missing'],
      ['2026', 'run-ambiguous'],
    ] as const) {
      const { code: exit, out } = await cli.run(root, ['show', reference, '--json']);
      assert.equal(exit, 2);
      assert.equal((JSON.parse(out) as { readonly problems: readonly ProblemJson[] }).problems[0]?.code, code);
    }
  });
});

describe('inspect', () => {
  test('lists tensors, shapes, dtypes, bytes and files', async () => {
    const { code, out } = await cli.run(sample, ['inspect', 'models/base']);
    assert.equal(code, 0);
    assert.match(out, /^models\/base: LlamaForCausalLM$/m);
    assert.match(out, /^38 tensors, [\d,]+ parameters, \d+ kB in 1 file$/m);
    assert.match(out, /^model\.embed_tokens\.weight +BF16 +598 × 64 +76544 +model\.safetensors$/m);
    const listing = (await cli.json(sample, ['inspect', 'models/base'])) as { readonly tensors: readonly unknown[] };
    assert.equal(listing.tensors.length, 38);
  });

  test("shows how a tensor's values are spread", async () => {
    const args = ['inspect', 'models/base', '--histogram', 'model.norm.weight', '--bins', '4'];
    const { counts } = (await cli.json(sample, args)) as { readonly counts: readonly number[] };
    assert.equal(counts.length, 4);
    assert.equal(
      counts.reduce((sum, count) => sum + count, 0),
      64,
    );
    assert.match((await cli.run(sample, args)).out, /minimum [\d.]+, maximum [\d.]+, mean [\d.]+/);
  });

  test('a model that is none exits with 2 and says what to do', async () => {
    const folder = await temporaryFolder();
    fs.writeFileSync(path.join(folder, 'model.gguf'), 'GGUF');
    const { code, err } = await cli.run(folder, ['inspect', '.']);
    assert.equal(code, 2);
    assert.match(err, /GGUF/);
    assert.match(err, /gguf_file/);
  });

  test('a hostile name steers no terminal, neither as text nor as JSON', async () => {
    const folder = await temporaryFolder();
    const name = '\u001b]0;owned\u0007\u001b[2J\u202e\u009b31mx';
    fs.writeFileSync(
      path.join(folder, 'model.safetensors'),
      safetensorsBytes(new Map([[name, { dtype: 'U8', shape: [1], data: new Uint8Array(1) }]])),
    );
    for (const args of [
      ['inspect', '.'],
      ['inspect', '.', '--json'],
      ['inspect', '.', '--histogram', `${name}?`],
      ['inspect', name],
      [name],
      ['validate', name],
    ]) {
      const { out, err } = await cli.run(folder, args);
      assert.doesNotMatch(out + err, /(?!\n)[\p{Cc}\p{Cf}]/u, args.join(' '));
    }
    const { tensors } = (await cli.json(folder, ['inspect', '.'])) as {
      readonly tensors: readonly { readonly name: string }[];
    };
    assert.equal(tensors[0]?.name, name);
  });
});

describe('doctor', () => {
  test('finds nothing wrong where nothing is, and starts no folder', async () => {
    const folder = await temporaryFolder();
    const { code, out } = await cli.run(folder, ['doctor', '--json']);
    assert.equal(code, 0, out);
    const { checks } = JSON.parse(out) as {
      readonly checks: readonly { readonly name: string; readonly ok: boolean }[];
    };
    assert.deepEqual(
      checks.map(({ name }) => name),
      ['program', 'node', 'system', 'cores', 'memory', 'root', 'disk', 'runs', 'queue', 'worker', 'backend'],
    );
    assert.deepEqual(fs.readdirSync(folder), []);
    assert.match((await cli.run(folder, ['doctor'])).out, /^worker +ok {2}answers in/m);
  });

  test('tells a folder that cannot be written, and exits with 1', async () => {
    const folder = await temporaryFolder();
    // A file where the runs would be: nobody can write below it, whatever rights the tests have.
    fs.writeFileSync(path.join(folder, '.modelsmith'), '');
    const { code, out } = await cli.run(folder, ['doctor', '--root', folder]);
    assert.equal(code, 1, out);
    assert.match(out, /^folder of the runs +problem/m);
  });
});

/** A sample workspace of a test's own. */
async function workspace(): Promise<string> {
  const root = await temporaryFolder();
  fs.cpSync(sample, root, { recursive: true, filter: (file) => path.basename(file) !== '.modelsmith' });
  return root;
}
