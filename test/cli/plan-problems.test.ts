// What the terminal says of an experiment that can't run.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { writeModels } from '../fakes/write-models.js';
import { BuiltCli } from './built-cli.js';

let cli: BuiltCli;
let folder: string;
before(async () => {
  folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'modelsmith-plan-')));
  cli = await BuiltCli.build(path.join(folder, 'program'));
  writeModels(folder, ['base', 'math'], { layers: 2, width: 8 });
});

after(() => {
  fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

function write(name: string, more: string): void {
  const text = `kind: merge\nmerge_method: ties\nbase_model: base\nmodels:\n  - model: math\n  - model: nowhere\n${more}\n`;
  fs.writeFileSync(path.join(folder, name), text);
}

describe('an experiment that cannot run', () => {
  test('has every problem at its line and column, and no figures of a merge that will not be', async () => {
    write('headers.yaml', 'parameters: { weight: 1, density: 0.5 }');
    const { code, out, err } = await cli.run(folder, ['plan', 'headers.yaml']);
    assert.equal(code, 2);
    assert.equal(out, 'Plan of headers\nIt cannot run: 1 problem.\n');
    assert.match(err, /headers\.yaml:6:12, model nowhere: There is no model at .*nowhere\.$/m);
    const { plans } = JSON.parse((await cli.run(folder, ['plan', 'headers.yaml', '--json'])).out) as {
      readonly plans: readonly Readonly<Record<string, unknown>>[];
    };
    assert.deepEqual([plans.length, plans[0]?.['estimate'], plans[0]?.['figures']], [1, undefined, []]);
  });

  test('is told all that is wrong at once, by the text and by headers, in a plan and before a run', async () => {
    write('both.yaml', 'parameters: { density: 0.5, wight: 1 }\noutput: ./math/merged');
    for (const command of ['plan', 'run']) {
      const { code, err } = await cli.run(folder, [command, 'both.yaml']);
      assert.equal(code, 2);
      const places = [...err.matchAll(/^error .*?both\.yaml:(\d+:\d+)/gm)].map(([, place]) => place);
      assert.deepEqual(places, ['7:29', '8:9', '6:12'], err);
      assert.doesNotMatch(err, /needs the parameter/);
    }
    assert.equal(fs.existsSync(path.join(folder, '.modelsmith')), false);
  });
});
