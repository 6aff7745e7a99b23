// The stages of `npm test`, in order. Each is a script that ends with the line of counts.

/**
 * @typedef {object} Stage
 * @property {string} name what `npm run test:NAME` calls it
 * @property {string} title
 * @property {readonly string[]} command a script below scripts/ and its arguments
 * @property {readonly string[]} [needs] stages without whose success this one can't run
 * @property {boolean} [onRequest] left out of `npm test`
 */

/** Where `npm test` packs the extension for the e2e tests. */
const vsix = '.e2e/modelsmith.vsix';

/** @type {readonly Stage[]} */
export const stages = [
  { name: 'check', title: 'static checks', command: ['check.mjs'] },
  { name: 'build', title: 'build', command: ['build.mjs', '--counted'] },
  { name: 'unit', title: 'unit, worker and command line tests', command: ['test-node.mjs'], needs: ['build'] },
  { name: 'golden', title: 'golden tests', command: ['test-node.mjs', 'golden-tests'] },
  { name: 'kill', title: 'runs that are killed, and resumed', command: ['test-node.mjs', 'kill'], needs: ['build'] },
  { name: 'host', title: 'host tests, inside VS Code', command: ['test-host.mjs'], needs: ['build'] },
  { name: 'package', title: 'package', command: ['package.mjs', '--out', vsix] },
  { name: 'e2e', title: 'e2e tests, in a window of VS Code', command: ['e2e.mjs', '--vsix', vsix], needs: ['package'] },
  {
    name: 'peers',
    title: 'comparison with mergekit and transformers',
    command: ['test-node.mjs', 'peers'],
    needs: ['build'],
    onRequest: true,
  },
  { name: 'fuzz', title: 'properties on many more inputs', command: ['test-node.mjs', '--fuzz'], onRequest: true },
];
