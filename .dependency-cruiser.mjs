// The layers of ARCHITECTURE.md, enforced by `npm run check`. Type-only imports are seen, too; where only types may cross, a rule says so.

const texts = '^src/base/texts/';
const declarative = '^src/engines/(kinds\\.ts$|[^/]+/(spec\\.ts$|spec/|events\\.ts$))';
const ownFiles = '^(src|webview|test|scripts)/';
const core = ['core'];
/** What exists at compile time only. */
const typesOnly = ['type-only', 'type-import'];

/**
 * Files below `from` may import own files below `may`, and packages named in `packages`; types also from `types`.
 * @param {{ name: string, from: object, may: readonly string[], types?: readonly string[], packages?: readonly string[], node?: boolean, comment: string }} row
 */
function layer({ name, from, may, types = [], packages = [], node = true, comment }) {
  const packagePath = packages.map((one) => `node_modules/${one}/`);
  const message = { comment, severity: 'error' };
  return [
    {
      ...message,
      name: `${name}-files`,
      from,
      to: { path: ownFiles, pathNot: [...may, ...types] },
    },
    ...(types.length === 0
      ? []
      : [
          {
            ...message,
            name: `${name}-types-only`,
            from,
            to: { path: [...types], pathNot: [...may], dependencyTypesNot: typesOnly },
          },
        ]),
    {
      ...message,
      name: `${name}-packages`,
      from,
      to: { path: 'node_modules/', pathNot: packagePath, dependencyTypesNot: core },
    },
    ...(node ? [] : [{ ...message, name: `${name}-node`, from, to: { dependencyTypes: core } }]),
  ];
}

const base = '^src/base/';
const baseButTexts = '^src/base/(?!texts/)';
const protocol = '^src/protocol/';
const experiments = '^src/experiments/';
const ml = '^src/ml/';

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...layer({
      name: 'base',
      from: { path: baseButTexts },
      may: [baseButTexts],
      types: [protocol],
      comment: 'base is what everything may import; it knows nothing else',
    }),
    ...layer({
      name: 'texts',
      from: { path: texts },
      may: [base],
      types: [protocol],
      packages: ['@vscode/l10n'],
      node: false,
      comment: 'the catalogue makes sentences of codes, and runs in a view, too',
    }),
    ...layer({
      name: 'ml',
      from: { path: ml },
      may: [ml, baseButTexts],
      types: [protocol],
      packages: [
        '@tensorflow/tfjs-(core|backend-wasm|backend-cpu|node)',
        '@huggingface/(hub|tokenizers)',
        'hyparquet',
        'csv-parse',
        'fflate',
        'pngjs',
        'jpeg-js',
      ],
      comment: 'building blocks know no engine',
    }),
    ...layer({
      name: 'protocol',
      from: { path: protocol },
      may: [protocol, baseButTexts],
      types: [declarative],
      packages: ['zod'],
      node: false,
      comment: 'messages are plain data, and are read in views, too',
    }),
    ...layer({
      name: 'declarative',
      from: { path: declarative },
      may: [declarative, protocol, baseButTexts],
      types: [experiments],
      packages: ['zod'],
      node: false,
      comment: "what an engine's files say is known without loading what does its work",
    }),
    ...layer({
      name: 'engines',
      from: { path: '^src/engines/', pathNot: declarative },
      may: ['^src/engines/', ml, protocol, baseButTexts],
      types: [experiments],
      packages: ['fastest-levenshtein', '@tensorflow/tfjs-core'],
      comment: 'an engine is a function of its spec and context',
    }),
    {
      name: 'engines-apart',
      comment: "an engine uses another one's public function only, and each such use is listed here",
      severity: 'error',
      from: { path: '^src/engines/([^/]+)/', pathNot: '^src/engines/(stability|evolve)/' },
      to: { path: '^src/engines/', pathNot: ['^src/engines/$1/', '^src/engines/kinds\\.ts$'] },
    },
    {
      name: 'stability-apart',
      comment: 'a comparison of optimizers is made of trainings',
      severity: 'error',
      from: { path: '^src/engines/stability/' },
      to: {
        path: '^src/engines/',
        pathNot: ['^src/engines/stability/', '^src/engines/train/(training/|steps-of\\.ts$)'],
      },
    },
    {
      name: 'evolve-apart',
      comment: 'evolution scores merges, and may train its population first',
      severity: 'error',
      from: { path: '^src/engines/evolve/' },
      to: {
        path: '^src/engines/',
        pathNot: [
          '^src/engines/evolve/',
          '^src/engines/merge/(run|quiet-context|search/candidates|search/candidate-digest|plan|resolution/layers|spec/[^/]+)\\.ts$',
          '^src/engines/train/(run|plan|spec/[^/]+)\\.ts$',
        ],
      },
    },
    ...layer({
      name: 'experiments',
      from: { path: experiments },
      may: [experiments, '^src/engines/kinds\\.ts$', protocol, baseButTexts],
      types: [declarative],
      packages: ['zod', 'yaml', 'fastest-levenshtein'],
      comment: 'experiments and runs know the kinds by their declarations alone',
    }),
    ...layer({
      name: 'worker',
      from: { path: '^src/worker/' },
      may: ['^src/worker/', '^src/engines/', experiments, ml, protocol, baseButTexts],
      packages: ['zod'],
      comment: 'a worker runs engines and tells its parent codes, not sentences',
    }),
    ...layer({
      name: 'cli',
      from: { path: '^src/cli/' },
      may: ['^src/cli/', experiments, '^src/engines/kinds\\.ts$', protocol, base],
      types: [declarative],
      packages: ['@vscode/l10n', 'commander', 'picocolors', 'zod'],
      comment: 'the command line starts workers, it computes nothing itself',
    }),
    ...layer({
      name: 'host',
      from: { path: '^src/(host/|extension\\.ts$)' },
      may: ['^src/host/', experiments, '^src/engines/kinds\\.ts$', protocol, base],
      types: [ml, '^src/engines/'],
      packages: ['@vscode/l10n', '@types/vscode', 'vscode', 'zod', 'yaml'],
      comment: 'the extension host computes nothing',
    }),
    ...layer({
      name: 'webview',
      from: { path: '^webview/' },
      may: ['^webview/', protocol, base],
      types: [declarative],
      packages: ['@vscode/webview-ui-toolkit', '@vscode/l10n', 'd3-scale', 'uplot'],
      node: false,
      comment: 'a view is a function of events, in a browser',
    }),
    {
      name: 'kernels-alone',
      comment: 'inner loops will lie in WebAssembly: they know nothing but each other',
      severity: 'error',
      from: { path: '^src/.*/kernels/' },
      to: { pathNot: '^src/.*/kernels/' },
    },
    {
      name: 'vscode-in-host-only',
      comment: 'only the host imports vscode',
      severity: 'error',
      from: { path: ownFiles, pathNot: ['^src/(host/|extension\\.ts$)', '^test/host/'] },
      to: { path: ['^vscode$', 'node_modules/@types/vscode/'] },
    },
    {
      name: 'no-circle',
      comment: 'files that need each other are one file, or have a third one in common',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: typesOnly } },
    },
    {
      name: 'resolvable',
      comment: 'every import leads somewhere',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: ['^vscode$', '^\\./(language\\.js|simd-kernels\\.wasm)$'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|test/golden|src/.*/kernels/assembly)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.src.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
