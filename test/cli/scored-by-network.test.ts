import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { test } from 'node:test';
import { projectRoot } from '../rig/project-root.js';
import { temporaryFolder } from '../fakes/temporary-folder.js';
import { BuiltCli } from './built-cli.js';

interface Shown {
  readonly candidates: readonly {
    readonly role: string;
    readonly label: string;
    readonly score?: number;
    readonly scores?: Readonly<Record<string, number>>;
    readonly isRemembered: boolean;
  }[];
  readonly chosen: number;
}

/** The sample's questions as multiple choice: the answer among three others of the same relation. */
function choices(text: string): string {
  const asked = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { prompt: string; answer: string; relation: string });
  return asked
    .map(({ prompt, answer, relation }, i) => {
      const others = [...new Set(asked.filter((one) => one.relation === relation).map((one) => one.answer))];
      const wrong = others.filter((one) => one !== answer).slice(0, 3);
      const options = [...wrong.slice(0, i % 4), answer, ...wrong.slice(i % 4)];
      return JSON.stringify({ question: prompt, options, answer });
    })
    .join('\n');
}

test('merges of language models are scored by our own networks, in a process of their own, and remembered', async () => {
  const folder = await temporaryFolder();
  const cli = await BuiltCli.build(path.join(folder, 'program'));
  const work = path.join(folder, 'work');
  const sample = path.join(projectRoot, 'media', 'sample');
  fs.cpSync(path.join(sample, 'models'), path.join(work, 'models'), { recursive: true });
  fs.writeFileSync(path.join(work, 'dev.jsonl'), choices(fs.readFileSync(path.join(sample, 'dev.jsonl'), 'utf8')));
  const experiment = {
    kind: 'merge',
    name: 'scored',
    base_model: './models/base',
    models: ['trade', 'animal', 'dish'].map((name) => ({ model: `./models/${name}`, parameters: { weight: 1 } })),
    merge_method: 'task_arithmetic',
    search: { 'parameters.lambda': [0.3, 0.5] },
    resources: { backend: 'wasm', workers: 2 },
    evaluate: {
      type: 'dataset',
      data: { format: 'jsonl', file: 'dev.jsonl' },
      multiple_choice: {},
      rows: { to: 60, shuffle: 1 },
    },
    output: './merged',
    overwrite: true,
  };
  const write = (changes: object): void => {
    fs.writeFileSync(path.join(work, 'scored.experiment.yaml'), JSON.stringify({ ...experiment, ...changes }));
  };
  write({});
  const first = await cli.run(work, ['run', 'scored.experiment.yaml']);
  assert.equal(first.code, 0, first.err);
  assert.match(`${first.out}${first.err}`, /^trial lambda 0\.5: [\d.]+ \(/m);
  const shown = await show(cli, work);
  const scoreOf = (role: string, label = ''): number =>
    shown.candidates.find((one) => one.role === role && one.label.endsWith(label))?.score ?? Number.NaN;
  // Each fine-tune knows a third of the answers, the base none: of four options it finds what is common.
  for (const name of ['trade', 'animal', 'dish']) {
    assert.ok(scoreOf('input', name) > scoreOf('base'), JSON.stringify(shown.candidates));
  }
  const trials = shown.candidates.filter(({ role }) => role === 'trial').map(({ score = 0 }) => score);
  assert.equal(shown.candidates[shown.chosen]?.score, Math.max(...trials));
  assert.ok(fs.existsSync(path.join(work, 'merged', 'model.safetensors')));
  const { backend } = JSON.parse(fs.readFileSync(path.join(shown.folder, 'run.json'), 'utf8')) as {
    backend: { name: string };
  };
  assert.equal(backend.name, 'wasm');

  const again = await cli.run(work, ['run', 'scored.experiment.yaml']);
  assert.match(`${again.out}${again.err}`, /^trial lambda 0\.5: [\d.]+ \(.*remembered\)/m);

  write({ evaluate: { ...experiment.evaluate, metric: 'perplexity' } });
  const refused = await cli.run(work, ['run', 'scored.experiment.yaml']);
  assert.equal(refused.code, 2);
  assert.match(refused.err, /there is no perplexity/);

  async function show(from: BuiltCli, at: string): Promise<Shown & { readonly folder: string }> {
    const { runs } = (await from.json(at, ['list'])) as {
      readonly runs: readonly { readonly id: string; readonly folder: string }[];
    };
    const [run] = runs;
    return { ...((await from.json(at, ['show', run?.id ?? ''])) as unknown as Shown), folder: run?.folder ?? '' };
  }
});
