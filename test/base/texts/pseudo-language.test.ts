import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { after, before, describe, it } from 'node:test';
import * as l10n from '@vscode/l10n';
import { editorTexts } from '../../../src/base/texts/editor.js';
import { formatProblem } from '../../../src/base/texts/format-problem.js';
import { parseExperiment } from '../../../src/experiments/parse.js';
import { schemaTexts } from '../../../src/experiments/reference.js';

const root = process.env['MODELSMITH_ROOT'] ?? '.';
const fixtures = path.join(root, 'test/experiments/fixtures');

/** A language in which every text is the English one between angle brackets, so that what isn't translated stands out. */
function pseudoBundle(): Record<string, string> {
  const bundle = JSON.parse(fs.readFileSync(path.join(root, 'l10n/bundle.l10n.json'), 'utf8')) as Record<
    string,
    unknown
  >;
  return Object.fromEntries(Object.keys(bundle).map((text) => [text, `⟨${text}⟩`]));
}

describe('in another language', () => {
  before(() => {
    l10n.config({ contents: pseudoBundle() });
  });
  after(() => {
    l10n.config({ contents: {} });
  });

  it('every problem of an experiment is two translated sentences', () => {
    const files = fs.readdirSync(fixtures).filter((name) => name.endsWith('.yaml'));
    for (const file of files) {
      for (const one of parseExperiment(fs.readFileSync(path.join(fixtures, file), 'utf8'), file).problems) {
        assert.match(formatProblem(one, { place: false }), /^⟨[^]*⟩ ⟨[^]*⟩$/, `${file}: ${one.code}`);
      }
    }
  });

  it('every word of the schemas is translated', () => {
    for (const text of schemaTexts()) {
      assert.equal(editorTexts.description(text), `⟨${text}⟩`);
    }
  });
});
