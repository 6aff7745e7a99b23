import type * as LanguageModule from './language/main.js';

let loaded: typeof LanguageModule | undefined;

/**
 * What needs YAML and the schemas of all kinds: a bundle of its own (`dist/language.js`), loaded when the first experiment
 * is opened, run or shown, so that activation stays small. Everything else imports only its types.
 */
export function languageModule(): typeof LanguageModule {
  // The bundler leaves this call as it is: the file lies beside `extension.js`. An import() would make every caller wait.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  loaded ??= require('./language.js') as typeof LanguageModule;
  return loaded;
}
