import { test } from 'node:test';
import { RuleTester } from 'eslint';
import { fileName } from '../../scripts/lint/file-name.mjs';
import { moduleSpecifiers } from '../../scripts/lint/module-specifiers.mjs';
import { noTextLiterals } from '../../scripts/lint/no-text-literals.mjs';

RuleTester.describe = (_name: string, run: () => void) => {
  run();
};
RuleTester.it = (name: string, run: () => void) => {
  test(name, run);
};
const tester = new RuleTester();

tester.run('file-name', fileName, {
  valid: [{ name: 'kebab-case is a good file name', filename: 'tensor-merge.js', code: '' }],
  invalid: [
    { name: 'camelCase is no file name', filename: 'tensorMerge.js', code: '', errors: [{ messageId: 'kebab' }] },
  ],
});

tester.run('module-specifiers', moduleSpecifiers, {
  valid: [
    { name: 'node: and .js are what imports need', code: "import 'node:fs'; import './a.js'; import zod from 'zod';" },
  ],
  invalid: [
    { name: 'a module of Node is named with node:', code: "import 'fs';", errors: [{ messageId: 'node' }] },
    { name: 'an own module has its extension', code: "import './a';", errors: [{ messageId: 'extension' }] },
  ],
});

tester.run('no-text-literals', noTextLiterals, {
  valid: [
    { name: 'a key or a code is no text', code: "load('disk-full'); const a = { label: text() };" },
    { name: 'the message of an invariant is for developers', code: "throw new Error('A file has a name');" },
    { name: 'a comparison is no text', code: "output.includes('Out of memory')" },
    { name: 'an icon and a value are no text', code: 'const item = { label: `$(play) ${name}` };' },
  ],
  invalid: [
    {
      name: 'a sentence is a text wherever it stands',
      code: "say('The disk is full');",
      errors: [{ messageId: 'text' }],
    },
    { name: 'one word in a label is a text', code: "const item = { label: 'run' };", errors: [{ messageId: 'text' }] },
    {
      name: 'what a notification shows is a text',
      code: 'show.showErrorMessage(`no ${x} found`)',
      errors: [{ messageId: 'text' }],
    },
    { name: 'what a page shows is a text', code: "a.textContent = 'kept';", errors: [{ messageId: 'text' }] },
    {
      name: 'what a screen reader says is a text',
      code: "a.setAttribute('aria-label', 'kept');",
      errors: [{ messageId: 'text' }],
    },
  ],
});
