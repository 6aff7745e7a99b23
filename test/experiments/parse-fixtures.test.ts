import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { describe, it } from 'node:test';
import type { Problem } from '../../src/base/errors.js';
import { formatProblem } from '../../src/base/texts/format-problem.js';
import { parseExperiment } from '../../src/experiments/parse.js';

/**
 * Pairs of an experiment (`x.yaml`) and everything that is said about it (`x.problems.txt`, one line a problem).
 * `UPDATE_FIXTURES=1` writes the second from the program: read the difference before committing it.
 */
const folder = path.join(process.env['MODELSMITH_ROOT'] ?? '.', 'test/experiments/fixtures');
const names = fs
  .readdirSync(folder)
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => file.slice(0, -'.yaml'.length));

function report(name: string): string {
  const text = fs.readFileSync(path.join(folder, `${name}.yaml`), 'utf8');
  const parsed = parseExperiment(text, `${name}.yaml`);
  // Which keys and methods there are is not what these files are about, and grows.
  const sentence = (one: Problem): string => formatProblem(one).replace(/(Possible keys:) [^.]*\./, '$1 ….');
  const lines = parsed.problems.map((one) => `${one.severity} ${sentence(one)}`);
  return [...lines, parsed.experiment === undefined ? 'not accepted' : 'accepted', ''].join('\n');
}

describe('what is said about an experiment file', () => {
  for (const name of names) {
    it(name.replaceAll('-', ' '), () => {
      const expected = path.join(folder, `${name}.problems.txt`);
      if (process.env['UPDATE_FIXTURES'] === '1') {
        fs.writeFileSync(expected, report(name));
      }
      assert.equal(report(name), fs.readFileSync(expected, 'utf8'));
    });
  }
  it('has an expectation for every file, and a file for every expectation', () => {
    const expectations = fs.readdirSync(folder).filter((file) => file.endsWith('.problems.txt'));
    assert.deepEqual(expectations.map((file) => file.slice(0, -'.problems.txt'.length)).toSorted(), names.toSorted());
  });
});
