import * as assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { kinds } from '../../src/engines/kinds.js';
import { parseExperiment } from '../../src/experiments/parse.js';
import { starterText } from '../../src/experiments/starter-text.js';

describe('a new experiment file', () => {
  for (const kind of kinds.values()) {
    for (const starter of kind.starters) {
      it(`validates without a warning: ${kind.kind}, ${starter.name}`, () => {
        const text = starterText(kind, starter, 'first-try');
        const { experiment, problems } = parseExperiment(text, '/project/first-try.experiment.yaml');
        assert.deepEqual(problems, []);
        assert.equal(experiment?.name, 'first-try');
        assert.equal(experiment.kind, kind.kind);
      });
    }
    it(`says at its top what it does, and comments every key of ${kind.kind}`, () => {
      const [starter] = kind.starters;
      const lines = starterText(kind, starter, 'first-try').split('\n');
      assert.ok(lines[0]?.startsWith('# '));
      const keys = Object.keys(starter.spec);
      for (const key of keys) {
        const at = lines.findIndex((line) => line.startsWith(`${key}:`));
        assert.match(lines[at - 1] ?? '', /^# ./, `${key} has a comment above it`);
      }
    });
  }

  it('keeps comments within 100 columns', () => {
    const texts = [...kinds.values()].flatMap((kind) =>
      kind.starters.map((starter) => starterText(kind, starter, 'a')),
    );
    const long = texts.flatMap((text) => text.split('\n')).filter((line) => /^\s*#/.test(line) && line.length > 100);
    assert.deepEqual(long, []);
  });
});
