// The rules of CONTRIBUTING.md that a machine can check. Own rules are in scripts/lint/.
import eslint from '@eslint/js';
import tseslint from 'typescript-eslint';
import { fileName } from './scripts/lint/file-name.mjs';
import { moduleSpecifiers } from './scripts/lint/module-specifiers.mjs';
import { noTextLiterals } from './scripts/lint/no-text-literals.mjs';

const modelsmith = {
  rules: { 'file-name': fileName, 'module-specifiers': moduleSpecifiers, 'no-text-literals': noTextLiterals },
};

const noEnum = { selector: 'TSEnumDeclaration', message: 'Use a union of string literals.' };
const noDefault = { selector: 'ExportDefaultDeclaration', message: 'Export by name.' };
const noBarrel = { selector: 'ExportAllDeclaration', message: 'Import from the file that declares it.' };
/** The object `z` brings all languages of zod's own messages along: 260 kB a bundle. */
const noZodObject = {
  selector: 'ImportDeclaration[source.value="zod"][importKind="value"] > ImportSpecifier[imported.name="z"]',
  message: "Write import * as z from 'zod'.",
};
const noFocus = {
  selector:
    'CallExpression[callee.object.name=/^(test|it|describe|suite)$/][callee.property.name=/^(only|skip|todo)$/]',
  message: 'Every test runs. One that cannot run here says why, by the skip option.',
};

export default tseslint.config(
  { ignores: ['dist/', '.cache/', '.e2e/', 'sample/', 'coverage/', 'test/golden/', 'src/**/kernels/assembly/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts'],
    extends: [eslint.configs.recommended, tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { modelsmith },
    rules: {
      eqeqeq: 'error',
      'max-lines': ['error', 400],
      'no-console': 'error',
      'no-restricted-syntax': ['error', noEnum, noDefault, noBarrel, noZodObject],
      'modelsmith/file-name': 'error',
      'modelsmith/module-specifiers': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/consistent-type-exports': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // What was caught may be anything, and is thrown on as it is.
      '@typescript-eslint/only-throw-error': ['error', { allowThrowingUnknown: true, allowThrowingAny: false }],
      '@typescript-eslint/prefer-readonly': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/naming-convention': [
        'error',
        { selector: 'default', format: ['camelCase'] },
        // Keys of files and of other programs are spelled as those have them.
        { selector: ['property', 'objectLiteralMethod', 'parameterProperty'], format: null },
        // A leading underscore: given, and not needed.
        { selector: 'parameter', format: ['camelCase'], leadingUnderscore: 'allow' },
        { selector: 'import', format: ['camelCase', 'PascalCase'] },
        { selector: 'typeLike', format: ['PascalCase'] },
        { selector: 'variable', modifiers: ['const', 'global'], format: ['camelCase', 'UPPER_CASE'] },
        // A destructured name is spelled as where it came from; an environment's variable in capitals.
        { selector: 'variable', modifiers: ['destructured'], format: null },
      ],
    },
  },
  {
    // Every text is a function of its parts, and is a string.
    files: ['src/base/texts/**/*.ts'],
    rules: { '@typescript-eslint/explicit-module-boundary-types': 'off' },
  },
  {
    files: ['src/{host,cli}/**/*.ts', 'src/extension.ts', 'webview/**/*.ts'],
    rules: { 'modelsmith/no-text-literals': 'error' },
  },
  {
    files: ['src/{engines,experiments,ml,worker,protocol}/**/*.ts'],
    // A schema brings its descriptions along; they are documentation, too.
    ignores: ['src/engines/*/spec.ts', 'src/engines/*/spec/**', 'src/{experiments,protocol}/*-schema.ts'],
    // Two words may be a name, of a file format say.
    rules: { 'modelsmith/no-text-literals': ['error', { words: 3 }] },
  },
  {
    // Inner loops: index checks are off in their own project, so assertions on what is there aren't needed.
    files: ['src/**/kernels/**/*.ts'],
    rules: { '@typescript-eslint/prefer-for-of': 'off' },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      'no-console': 'off',
      'no-restricted-syntax': ['error', noEnum, noDefault, noBarrel, noFocus],
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [
            {
              from: 'package',
              package: 'node:test',
              name: ['test', 'it', 'describe', 'suite', 'before', 'after', 'beforeEach', 'afterEach'],
            },
          ],
        },
      ],
    },
  },
  {
    // What a declaration describes may export as it likes.
    files: ['**/*.d.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    files: ['**/*.mjs'],
    extends: [eslint.configs.recommended],
    plugins: { modelsmith },
    languageOptions: {
      globals: {
        console: 'readonly',
        process: 'readonly',
        performance: 'readonly',
        Buffer: 'readonly',
        URL: 'readonly',
        fetch: 'readonly',
        AbortController: 'readonly',
      },
    },
    rules: { eqeqeq: 'error', 'max-lines': ['error', 400], 'modelsmith/file-name': 'error' },
  },
);
