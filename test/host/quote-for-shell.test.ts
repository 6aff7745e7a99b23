import * as assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { quoteForShell } from '../../src/host/terminal/quote-for-shell.js';

describe('a file name in a command line', () => {
  const hostile = ['a b', "it's", 'a;b', '$(id)', '`id`', 'a"b', 'a\\b', '*', 'ü', '-rf', 'a&b', '~'];

  it('stands as it is where a shell sees nothing in it', () => {
    assert.equal(quoteForShell('models/merge-1.experiment.yaml', '/bin/bash'), 'models/merge-1.experiment.yaml');
  });

  it('arrives unchanged through a POSIX shell, and never as an option', function () {
    if (process.platform === 'win32') {
      this.skip();
    }
    for (const name of hostile) {
      const arrived = execFileSync('/bin/sh', ['-c', `printf %s ${quoteForShell(name, '/bin/sh')}`], {
        encoding: 'utf8',
      });
      assert.equal(arrived, name.startsWith('-') ? `./${name}` : name);
    }
  });

  it('is quoted the way of each Windows shell', () => {
    assert.equal(quoteForShell('a b', 'C:\\Windows\\System32\\cmd.exe'), '"a b"');
    assert.equal(quoteForShell("it's", 'C:\\Program Files\\PowerShell\\7\\pwsh.exe'), "'it''s'");
  });
});
