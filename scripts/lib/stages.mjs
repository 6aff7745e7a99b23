// The stages of `npm test`, in order. Each is a script that ends with the line of counts.

/**
 * @typedef {object} Stage
 * @property {string} name what `npm run test:NAME` calls it
 * @property {string} title
 * @property {readonly string[]} command a script below scripts/ and its arguments
 * @property {readonly string[]} [needs] stages without whose success this one can't run
 * @property {boolean} [onRequest] left out of `npm test`
 */

/** @type {readonly Stage[]} */
export const stages = [
  { name: 'check', title: 'static checks', command: ['check.mjs'] },
  { name: 'build', title: 'build', command: ['build.mjs', '--counted'] },
  { name: 'unit', title: 'unit, worker and command line tests', command: ['test-node.mjs'], needs: ['build'] },
  { name: 'golden', title: 'golden tests', command: ['test-node.mjs', 'golden-tests'] },
];
