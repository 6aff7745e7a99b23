// lm-evaluation-harness scores candidates as docs/evaluate.md shows it, and agrees with our own networks.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { test } from 'node:test';
import { temporaryFolder } from '../fakes/temporary-folder.js';
import { peersPython } from '../rig/peers.js';
import { projectRoot } from '../rig/project-root.js';
import { runProgram } from '../rig/run-program.js';

/** Questions with options, of which the sample models know some. */
function questions(): string {
  const lines = fs
    .readFileSync(path.join(projectRoot, 'media', 'sample', 'dev.jsonl'), 'utf8')
    .trim()
    .split('\n');
  const asked = lines.map((line) => JSON.parse(line) as { prompt: string; answer: string; relation: string });
  return asked
    .map(({ prompt, answer, relation }) => {
      const same = asked.filter((one) => one.relation === relation).map((one) => one.answer);
      const options = [...new Set([answer, ...same])].slice(0, 4).toSorted();
      return JSON.stringify({ question: prompt, options, answer });
    })
    .join('\n');
}

const offline = { ...process.env, HF_HUB_OFFLINE: '1', TRANSFORMERS_OFFLINE: '1', HF_DATASETS_OFFLINE: '1' };
const passed = ['HF_HUB_OFFLINE', 'TRANSFORMERS_OFFLINE', 'HF_DATASETS_OFFLINE'];

test('lm-evaluation-harness, started once or for each candidate, scores as our own networks do', async () => {
  const work = await temporaryFolder();
  const python = await peersPython();
  const sample = path.join(projectRoot, 'media', 'sample', 'models');
  fs.cpSync(sample, path.join(work, 'models'), { recursive: true });
  fs.writeFileSync(path.join(work, 'dev.jsonl'), questions());
  fs.copyFileSync(path.join(projectRoot, 'test', 'peers', 'choices.yaml'), path.join(work, 'choices.yaml'));
  fs.copyFileSync(path.join(projectRoot, 'docs', 'lm-eval-scores.py'), path.join(work, 'lm-eval-scores.py'));
  const scoresBy = async (evaluate: object): Promise<readonly number[]> => {
    const experiment = {
      kind: 'merge',
      models: [{ model: './models/animal', parameters: { weight: 1 } }],
      merge_method: 'linear',
      evaluate,
    };
    fs.writeFileSync(path.join(work, 'x.experiment.yaml'), JSON.stringify(experiment));
    const cli = path.join(projectRoot, 'dist', 'cli.js');
    await runProgram(process.execPath, [cli, 'run', 'x.experiment.yaml'], { folder: work, env: offline });
    const list = JSON.parse(await runProgram(process.execPath, [cli, 'list', '--json'], { folder: work })) as {
      readonly runs: readonly { readonly id: string }[];
    };
    const shown = await runProgram(process.execPath, [cli, 'show', list.runs[0]?.id ?? '', '--json'], { folder: work });
    const { candidates } = JSON.parse(shown) as { readonly candidates: readonly { readonly score?: number }[] };
    return candidates.map(({ score = Number.NaN }) => score);
  };
  const ours = await scoresBy({
    type: 'dataset',
    data: { format: 'jsonl', file: 'dev.jsonl' },
    multiple_choice: {},
  });
  const common = { type: 'command', metric: 'acc', environment: passed, data: ['choices.yaml', 'dev.jsonl'] };
  const once = await scoresBy({
    ...common,
    command: [python, 'lm-eval-scores.py', 'choices', '.'],
    persistent: true,
  });
  const model = 'pretrained={model},dtype=float32';
  const each = await scoresBy({
    ...common,
    command: [python, '-m', 'lm_eval', 'run', '--model', 'hf', '--model_args', model].concat([
      '--tasks',
      'choices',
      '--include_path',
      '.',
      '--device',
      'cpu',
      '--batch_size',
      '16',
    ]),
    pattern: '\\|acc +\\|[^|]*\\|([0-9.]+)\\|',
  });
  assert.equal(ours.length, 2);
  assert.ok(ours.every((score) => score > 0.3));
  for (const [i, score] of ours.entries()) {
    assert.ok(Math.abs((once[i] ?? Number.NaN) - score) < 1e-9, `${String(once)} ${String(ours)}`);
    // Its table has four digits.
    assert.ok(Math.abs((each[i] ?? Number.NaN) - score) < 1e-4, `${String(each)} ${String(ours)}`);
  }
});
