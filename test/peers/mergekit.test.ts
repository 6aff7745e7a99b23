// Merges of the sample models by the packaged command line and by mergekit 0.1.5, from the same configuration files.
import * as assert from 'node:assert/strict';
import { cpSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { test } from 'node:test';
import { temporaryFolder } from '../fakes/temporary-folder.js';
import { projectRoot } from '../rig/project-root.js';
import { runMergekit, runModelsmith, runPeer } from './run-peer.js';

/** As the golden figures of float32 results: absolute, and relative to mergekit's value. */
const tolerance = { absolute: 1e-6, relative: 1e-5 };
const density = 0.3;

const tasks = (parameters: string) =>
  ['trade', 'animal', 'dish'].map((model) => `  - model: ${model}\n    parameters: { ${parameters} }\n`).join('');

/** Configurations as mergekit takes them, without the dtypes; `density` where the largest differences are kept. */
const merges: readonly { readonly name: string; readonly config: string; readonly density?: number }[] = [
  { name: 'linear', config: `merge_method: linear\nmodels:\n${tasks('weight: 0.4')}` },
  {
    name: 'slerp',
    config:
      'merge_method: slerp\nbase_model: base\nmodels:\n  - model: base\n  - model: trade\nparameters: { t: [0.2, 0.7] }\n',
  },
  {
    name: 'task_arithmetic',
    config: `merge_method: task_arithmetic\nbase_model: base\nmodels:\n${tasks('weight: 0.5')}`,
  },
  {
    name: 'ties',
    density,
    config: `merge_method: ties\nbase_model: base\nmodels:\n${tasks(`weight: 0.6, density: ${density}`)}parameters: { normalize: true }\n`,
  },
];

interface Comparison {
  readonly tensors: number;
  readonly elements: number;
  readonly beyond: number;
  readonly tied: number;
  readonly largest: number;
}

/** The folder of the sample models, for all tests of this file. */
const models = copyModels();
async function copyModels(): Promise<string> {
  const folder = await temporaryFolder();
  cpSync(path.join(projectRoot, 'media', 'sample', 'models'), folder, { recursive: true });
  return folder;
}

/** Writes a configuration with the models' own paths, for mergekit takes a name for one of the hub; answers with its path. */
function writeConfig(folder: string, name: string, config: string): string {
  const file = path.join(folder, `${name}.yml`);
  writeFileSync(
    file,
    config.replaceAll(/(model: )(\w+)/g, (_, key: string, model: string) => key + path.join(folder, model)),
  );
  return file;
}

for (const { name, config, density: kept } of merges) {
  test(`${name} gives what mergekit gives, to 1e-6 + 1e-5 of the value in float32`, async () => {
    const folder = await models;
    const file = writeConfig(folder, name, `${config}dtype: float32\n`);
    const [ours, theirs] = [path.join(folder, `${name}-ours`), path.join(folder, `${name}-theirs`)];
    await runModelsmith(file, ours, folder);
    await runMergekit(file, theirs);
    const thinning =
      kept === undefined
        ? []
        : [String(kept), ...['base', 'trade', 'animal', 'dish'].map((one) => path.join(folder, one))];
    const found = (await runPeer('compare_outputs.py', [
      ours,
      theirs,
      String(tolerance.absolute),
      String(tolerance.relative),
      ...thinning,
    ])) as Comparison;
    assert.ok(found.tensors > 0 && found.elements > 0);
    assert.equal(found.beyond, 0, `${found.beyond} of ${found.elements} differ, by up to ${found.largest}`);
  });
}

for (const { name, config } of [
  ...merges,
  {
    name: 'pcb',
    config: `merge_method: pcb\nbase_model: base\nmodels:\n${tasks('weight: 1.0')}parameters: { ratio: 0.1, lambda: 1.0 }\n`,
  },
]) {
  test(`transformers loads the result of ${name}, tokenizer included, and its logits are finite`, async () => {
    const folder = await models;
    const output = path.join(folder, `${name}-loaded`);
    await runModelsmith(writeConfig(folder, `${name}-bf16`, `${config}dtype: bfloat16\n`), output, folder);
    const { parameters, tokens, finite, missing, unexpected, greedy } = (await runPeer('run_causal_model.py', [
      output,
    ])) as {
      readonly parameters: number;
      readonly tokens: number;
      readonly finite: boolean;
      readonly missing: readonly string[];
      readonly unexpected: readonly string[];
      readonly greedy: number;
    };
    assert.deepEqual({ finite, missing, unexpected }, { finite: true, missing: [], unexpected: [] });
    assert.ok(parameters > 0 && tokens > 0 && greedy > tokens);
  });
}
