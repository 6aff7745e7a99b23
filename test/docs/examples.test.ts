import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { describe, it } from 'node:test';
import { formatProblem } from '../../src/base/texts/format-problem.js';
import { expandMatrix } from '../../src/experiments/expand-matrix.js';
import { parseExperiment } from '../../src/experiments/parse.js';

const root = process.env['MODELSMITH_ROOT'] ?? '.';
const pages = ['README.md', ...fs.readdirSync(path.join(root, 'docs')).map((name) => `docs/${name}`)].filter((name) =>
  name.endsWith('.md'),
);
const samples = ['media/sample', 'media/sample/training', 'media/demo-model'].flatMap((folder) =>
  fs
    .readdirSync(path.join(root, folder))
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => `${folder}/${name}`),
);

/** The texts in fences of YAML, with the line at which each begins. */
function examplesOf(page: string): readonly { readonly line: number; readonly text: string }[] {
  const text = fs.readFileSync(path.join(root, page), 'utf8');
  return [...text.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map((match) => ({
    line: text.slice(0, match.index).split('\n').length + 1,
    text: match[1] ?? '',
  }));
}

/** Blocks that score stand in an experiment. */
const around = [
  'kind: evolve',
  'individuals: { type: checkpoints, models: [./a, ./b] }',
  'algorithm: { name: evolver }',
  '',
].join('\n');

function accept(part: string, name: string): void {
  const text = part.startsWith('evaluate:') ? around + part : part;
  const { experiment, problems } = parseExperiment(text, `/examples/${name}.experiment.yaml`);
  assert.deepEqual(
    problems.map((one) => formatProblem(one)),
    [],
  );
  assert.ok(experiment);
  assert.ok(expandMatrix(experiment).length > 0);
}

describe('examples', () => {
  for (const page of pages) {
    for (const { line, text } of examplesOf(page)) {
      it(`of ${page}, line ${String(line)}: nothing is wrong with it`, () => {
        accept(text, 'example');
      });
    }
  }
  for (const sample of samples) {
    it(`of what the product brings: ${sample}`, () => {
      accept(fs.readFileSync(path.join(root, sample), 'utf8'), path.basename(sample));
    });
  }
  it('are found at all', () => {
    assert.ok(pages.flatMap(examplesOf).length >= 4);
    assert.ok(samples.length > 0);
  });
});
