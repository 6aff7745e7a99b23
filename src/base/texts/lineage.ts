import * as l10n from '@vscode/l10n';
import { andList } from './lists.js';

/** Words of the lineage view. Functions, because the bundle of the user's language is loaded after this file. Numbers come formatted. */
export const lineageTexts = {
  // The graph.
  graph: () => l10n.t('lineage graph'),
  graphTitle: () => l10n.t('Lineage'),
  graphLabel: (individuals: string) =>
    l10n.t(
      'Lineage of {0} individuals by generation and rank. Arrows go from one to the next, P to the parent, B to the best, Enter shows all about one, C marks it for a comparison. The same stands in the table.',
      individuals,
    ),
  graphCaption: () =>
    l10n.t(
      'One column a generation, the best on top. Disc: took a place in the population, with a line around while it lives; ring: lost; cross: failed. Bold line: where the best comes from; dashed line: since where fitness and validation part.',
    ),
  graphCells: () =>
    l10n.t('Individuals are closer than can be told apart: neighbours have the colour of the best of them.'),
  graphKeys: () =>
    l10n.t(
      'Wheel, or + and −, to zoom; drag, or Shift with an arrow, to move; double click, or 0, to see everything. Arrows go from one to the next, P to the parent, B to the best; Enter or click: all about one, C: compare it.',
    ),
  accepted: () => l10n.t('accepted'),
  lost: () => l10n.t('lost'),
  legendCut: (score: string, maximize: boolean) => (maximize ? l10n.t('≤ {0}', score) : l10n.t('≥ {0}', score)),

  // An individual.
  individual: (name: string) => l10n.t('Individual {0}', name),
  labelled: (id: string, label: string) => l10n.t('{0} ({1})', id, label),
  place: (generation: string, slot: string) => l10n.t('generation {0}, place {1}', generation, slot),
  withInterval: (value: string, low: string, high: string) => l10n.t('{0} ({1}–{2})', value, low, high),
  scoreIs: (metric: string, score: string) => l10n.t('{0} {1}', metric, score),
  noScore: () => l10n.t('no score'),
  standing: {
    accepted: () => l10n.t('accepted'),
    living: () => l10n.t('living'),
    replaced: () => l10n.t('was replaced'),
    lost: () => l10n.t('lost'),
    failed: () => l10n.t('failed'),
  },

  // All about the selected one.
  details: () => l10n.t('The selected individual'),
  close: () => l10n.t('Close'),
  materialise: () => l10n.t('Materialise…'),
  materialiseIdea: () => l10n.t('Writes the model of this individual into a folder.'),
  mark: () => l10n.t('Compare with another'),
  unmark: () => l10n.t('End comparison'),
  markHint: () => l10n.t('Now select another individual.'),
  factGeneration: () => l10n.t('Generation'),
  factPlace: () => l10n.t('Place in the population'),
  factStanding: () => l10n.t('Standing'),
  factLife: () => l10n.t('In the population'),
  life: (first: string, last: string) => l10n.t('generations {0}–{1}', first, last),
  lifeOfOne: (generation: string) => l10n.t('generation {0}', generation),
  lifeGoesOn: (first: string) => l10n.t('since generation {0}', first),
  factOriginal: () => l10n.t('Original'),
  factScale: () => l10n.t('F (scale of differences)'),
  factRate: () => l10n.t('CR (crossover rate)'),
  factCrossed: () => l10n.t('Share from the donor'),
  factDonor: () => l10n.t('Donor'),
  factSeconds: () => l10n.t('Evaluation'),
  remembered: () => l10n.t('score remembered, not evaluated again'),
  factAncestors: () => l10n.t('Ancestors'),
  ancestors: (count: string, originals: readonly string[]) =>
    originals.length === 0 ? count : l10n.t('{0}, back to {1}', count, andList(originals)),
  fromDistribution: () => l10n.t('Drawn from a distribution, so it has no parents.'),
  isOriginal: () => l10n.t('An original: it has no parents.'),
  parents: () => l10n.t('Made of'),
  parent: (name: string) => l10n.t('Parent {0}', name),
  donor: (name: string, factor: string) => l10n.t('Donor {1} × {0}', name, factor),
  children: (count: string) => l10n.t('Took part in {0}', count),
  moreChildren: (count: string) => l10n.t('and {0} more', count),
  genes: () => l10n.t('Values'),
  columnGene: () => l10n.t('Value'),
  columnAmount: () => l10n.t('Is'),
  columnRange: () => l10n.t('In its range'),
  geneRange: (value: string, from: string, to: string) => l10n.t('{0} between {1} and {2}', value, from, to),
  moreGenes: (count: string) => l10n.t('{0} more values are in the CSV file.', count),
  valuesNotKept: () => l10n.t('There are too many individuals to keep the values of this one; they are in the log.'),
  whyFailed: () => l10n.t('Why it has no score'),

  // Two side by side.
  comparison: (one: string, other: string) => l10n.t('{0} beside {1}', one, other),
  columnWhat: () => l10n.t('What'),
  columnDifference: () => l10n.t('Difference'),
  commonAncestors: () => l10n.t('Common ancestors'),
  newestCommon: () => l10n.t('The newest common ancestor'),
  descends: (one: string, other: string) => l10n.t('{0} descends from {1}.', one, other),
  noCommon: () => l10n.t('none'),

  // Charts over the generations.
  generation: () => l10n.t('Generation'),
  fitnessTitle: (metric: string) => l10n.t('{0} of the best', metric),
  fitnessCaption: (evaluations: string) =>
    l10n.t(
      'Bands: 95 % of a bootstrap over the examples. Fitness is the best of {0} evaluations on the same examples, so it flatters; selection never sees the validation part.',
      evaluations,
    ),
  fitnessOnly: (evaluations: string) =>
    l10n.t(
      'Fitness is the best of {0} evaluations on the same examples, so it flatters. There is no validation part, so nothing here tells how well it generalises.',
      evaluations,
    ),
  bestValue: (evaluations: string) => l10n.t('The best of {0} evaluations.', evaluations),
  lineFitness: () => l10n.t('Fitness'),
  lineValidation: () => l10n.t('Validation'),
  lineMean: () => l10n.t('Mean of the population'),
  bestValidation: () => l10n.t('best validation'),
  restart: () => l10n.t('begun anew'),
  ratesTitle: () => l10n.t('F and CR'),
  ratesCaption: () => l10n.t('With which F and CR trials were made; means where each trial has its own.'),
  successTitle: () => l10n.t('Success rate'),
  successCaption: () => l10n.t('Share of the trials of a generation that took a place in the population.'),
  lineSuccess: () => l10n.t('Accepted of the trials'),
  diversityTitle: () => l10n.t('Diversity'),
  diversityCaption: () =>
    l10n.t('Root mean square difference between two members of the population, in the unit of the values themselves.'),
  lineDiversity: () => l10n.t('Difference of two members'),
  scoreLogarithmic: () => l10n.t('The axis is logarithmic.'),

  // What has to be beaten.
  rivalsTitle: () => l10n.t('What has to be beaten'),
  bestMember: (label: string) => (label === '' ? l10n.t('the best member') : l10n.t('the best member ({0})', label)),
  tunedValues: (role: string, values: string) => l10n.t('{0}, {1}', role, values),
  columnRole: () => l10n.t('Candidate'),
  columnGain: (part: string) => l10n.t('Result better by: {0}', part),
  rivalsCaption: () =>
    l10n.t(
      'Scores with 95 % intervals. “Result better by” is the gain example by example; where its interval holds 0, the two can’t be told apart.',
    ),
  verdict: {
    begin: { test: () => l10n.t('On the test part'), validation: () => l10n.t('On the validation part') },
    beats: (where: string, rivals: readonly string[]) => l10n.t('{0} the result beats {1}.', where, andList(rivals)),
    beatsNone: (where: string) => l10n.t('{0} the result beats nothing that it has to be measured by.', where),
    undecided: (rivals: readonly string[]) =>
      l10n.t('It can’t be told apart from {0}: the interval of the difference holds 0.', andList(rivals)),
    loses: (rivals: readonly string[]) => l10n.t('It is worse than {0}.', andList(rivals)),
    unknown: (rivals: readonly string[]) =>
      l10n.t('How sure a difference to {0} is can’t be said without the scores of single examples.', andList(rivals)),
    noHeldOut: () =>
      l10n.t('There is neither a validation nor a test part, so nothing here tells how well the result generalises.'),
    flatters: (evaluations: string) =>
      l10n.t(
        'Its fitness, the best of {0} evaluations on the same examples, is no estimate of how well it generalises.',
        evaluations,
      ),
  },

  // Where fitness and validation part.
  parted: {
    falls: (options: PartedWords) =>
      l10n.t(
        'Since generation {0} fitness has risen from {1} to {2} while validation has fallen from {3} to {4}: what was won since then is fitted to the fitness part.',
        ...partedArguments(options),
      ),
    stands: (options: PartedWords) =>
      l10n.t(
        'Since generation {0} fitness has risen from {1} to {2} while validation stands at {3}: what was won since then is not seen on examples that selection doesn’t know.',
        ...partedArguments(options),
      ),
    fallsLower: (options: PartedWords) =>
      l10n.t(
        'Since generation {0} fitness has improved from {1} to {2} while validation has worsened from {3} to {4}: what was won since then is fitted to the fitness part.',
        ...partedArguments(options),
      ),
    standsLower: (options: PartedWords) =>
      l10n.t(
        'Since generation {0} fitness has improved from {1} to {2} while validation stands at {3}: what was won since then is not seen on examples that selection doesn’t know.',
        ...partedArguments(options),
      ),
    chance: () => l10n.t('The interval of the last validation score holds the best one, so this may be chance.'),
  },

  // Tools, tables and files.
  showLabel: () => l10n.t('Show'),
  show: {
    graph: () => l10n.t('Lineage and curves'),
    individuals: () => l10n.t('Table of individuals'),
    generations: () => l10n.t('Table of generations'),
  },
  showAll: () => l10n.t('Show everything'),
  exportSvg: () => l10n.t('Export SVG'),
  exportJson: () => l10n.t('Export JSON'),
  individualsTable: () => l10n.t('All individuals'),
  generationsTable: () => l10n.t('All generations'),
  column: {
    id: () => l10n.t('Individual'),
    generation: () => l10n.t('Generation'),
    slot: () => l10n.t('Place'),
    standing: () => l10n.t('Standing'),
    score: (metric: string) => metric,
    low: () => l10n.t('Lower end'),
    high: () => l10n.t('Upper end'),
    parent: () => l10n.t('Parent'),
    donor: () => l10n.t('Donor'),
    scale: () => l10n.t('F'),
    rate: () => l10n.t('CR'),
    crossed: () => l10n.t('From the donor'),
    seconds: () => l10n.t('Seconds'),
    remembered: () => l10n.t('Remembered'),
    best: () => l10n.t('Best'),
    mean: () => l10n.t('Mean'),
    validation: () => l10n.t('Validation'),
    diversity: () => l10n.t('Diversity'),
    accepted: () => l10n.t('Accepted'),
    trials: () => l10n.t('Trials'),
    evaluations: () => l10n.t('Evaluations'),
    restart: () => l10n.t('Begun anew'),
  },
  yes: () => l10n.t('yes'),

  // Instead of a picture.
  evolving: {
    queued: () =>
      l10n.t('The run waits for its turn in the queue. The picture begins with the first evaluated individual.'),
    nothingYet: () =>
      l10n.t('No individual is evaluated yet. The picture begins with the first one and grows as the run goes on.'),
    nothing: () => l10n.t('The run has evaluated no individuals, so there is nothing to draw.'),
    shownBelow: () => l10n.t('What evolved until then is shown below.'),
  },
  noBestLine: () => l10n.t('The population is scored as a whole, so no individual is the best one.'),
};

interface PartedWords {
  readonly since: string;
  readonly fitness: { readonly then: string; readonly now: string };
  readonly validation: { readonly then: string; readonly now: string };
}

const partedArguments = ({ since, fitness, validation }: PartedWords): [string, string, string, string, string] => [
  since,
  fitness.then,
  fitness.now,
  validation.then,
  validation.now,
];
