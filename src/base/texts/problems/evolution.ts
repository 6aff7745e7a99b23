import * as l10n from '@vscode/l10n';
import { partName, rivalName } from '../evolution.js';
import { bytesText } from '../runs.js';
import type { ProblemTexts } from '../problem-text.js';

/** Sentences for evolutions. */
export const evolutionProblems = {
  'evolve-adapter': ({ model }) => ({
    what: l10n.t('{0} has an adapter, and a population needs whole models.', model),
    advice: l10n.t('Merge the adapter into its model first: merge_method passthrough with this one model.'),
  }),
  'evolve-algorithm-unfit': ({ algorithm, individuals }) => ({
    what: l10n.t('{0} does not work on {1}.', algorithm, individuals),
    advice: l10n.t('cma-es needs values (merges or points); everything else works on checkpoints, too.'),
  }),
  'evolve-chosen-by-fitness': ({ evaluations }) => ({
    what: l10n.t(
      'The result is the best of {0} evaluations by this very score, which therefore flatters it.',
      evaluations,
    ),
    advice: l10n.t('Judge it by the test part, or by data that took no part in the choice.'),
  }),
  'evolve-disk': ({ neededBytes, limitBytes }) => ({
    what: l10n.t(
      'A candidate takes {0} of disk space; {1} are allowed.',
      bytesText(neededBytes),
      bytesText(limitBytes),
    ),
    advice: l10n.t('Raise disk, or make room.'),
  }),
  'evolve-exclude-invalid': ({ pattern }) => ({
    what: l10n.t('{0} is no regular expression.', pattern),
    advice: l10n.t('Write \\. for a dot and \\[ for a bracket.'),
  }),
  'evolve-exclude-unmatched': ({ pattern }) => ({
    what: l10n.t('No tensor’s name matches {0}.', pattern),
    advice: l10n.t('Look at the names with modelsmith inspect.'),
  }),
  'evolve-fitness-missing': () => ({
    what: l10n.t('Nothing says what is fitter.'),
    advice: l10n.t('Add an evaluate block.'),
  }),
  'evolve-gene-range': ({ gene }) => ({
    what: l10n.t('The range of {0} is empty, or does not hold its start.', gene),
    advice: l10n.t('from is less than to, and start lies between them.'),
  }),
  'evolve-gene-unknown': ({ gene, method, known }) => ({
    what: l10n.t('{0} has no number called {1} that could evolve.', method, gene),
    advice: known.length === 0 ? l10n.t('Choose a method that has numbers.') : l10n.t('It has: {0}.', known.join(', ')),
  }),
  'evolve-layers-unknown': ({ layerGroups, layers }) => ({
    what: l10n.t(
      '{0} groups of layers were asked for; the models have {1} layers that can be told.',
      layerGroups,
      layers,
    ),
    advice: l10n.t('Ask for fewer.'),
  }),
  'evolve-members-differ': ({ other, shape, otherShape }) => ({
    what:
      shape === undefined || otherShape === undefined
        ? l10n.t('Only one of this model and {0} has this tensor.', other)
        : l10n.t('The tensor is {0} here and {1} in {2}.', shape.join(' × '), otherShape.join(' × '), other),
    advice: l10n.t('A population has one architecture: leave the model out.'),
  }),
  'evolve-merge-models': () => ({
    what: l10n.t('The merge that scores a population takes the population as its models.'),
    advice: l10n.t('Remove models here; base_model and parameters stay.'),
  }),
  'evolve-merge-needed': () => ({
    what: l10n.t('Nothing says which merge’s parameters evolve.'),
    advice: l10n.t('Add merge with merge_method, base_model and models.'),
  }),
  'evolve-merge-not-scored': ({ algorithm }) => ({
    what: l10n.t('{0} scores each individual by itself; only evolver scores what a population merges to.', algorithm),
    advice: l10n.t('Remove merge, or choose evolver.'),
  }),
  'evolve-no-better': ({ part, rivals }) => ({
    what: noBetter(part, rivals.map(rivalName).join(', ')),
    advice: l10n.t('Look at the table of what had to be beaten before you choose.'),
  }),
  'evolve-not-consolidated': ({ neededBytes, freeBytes }) => ({
    what: l10n.t(
      'The living were not written down: that takes {0}, and {1} are free for it.',
      bytesText(neededBytes),
      bytesText(freeBytes),
    ),
    advice: l10n.t('Nothing is lost, but candidates take longer and longer to compute. Raise disk to change that.'),
  }),
  'evolve-nothing-scored': () => ({
    what: l10n.t('No member of the population could be scored.'),
    advice: l10n.t('Try the evaluation by itself on one of the models.'),
  }),
  'evolve-nothing-to-write': ({ individual }) => ({
    what: l10n.t('Individual {0} is a point on a function, and no model.', individual),
    advice: l10n.t('Its values stand in the table of the lineage view.'),
  }),
  'evolve-other-kind': ({ run, kind }) => ({
    what: l10n.t('{0} is a run of kind {1}, which has no individuals.', run, kind),
    advice: l10n.t('Name a run of kind evolve.'),
  }),
  'evolve-parted': ({ fitness, validation, generation }) => ({
    what: l10n.t(
      'Since generation {0} fitness has risen by {1} and the validation score has changed by {2}: what evolves since then is luck with the fitness examples.',
      generation,
      fitness.toPrecision(2),
      validation.toPrecision(2),
    ),
    advice: l10n.t('Take more fitness examples, or fewer generations.'),
  }),
  'evolve-memory': ({ neededBytes, limitBytes }) => ({
    what: l10n.t(
      'This evolution needs {0} of memory, and resources.memory allows {1}.',
      bytesText(neededBytes),
      bytesText(limitBytes),
    ),
    advice: l10n.t('Raise resources.memory.'),
  }),
  'evolve-part-metric': ({ part, metric, fitness }) => ({
    what: l10n.t(
      '{0} is scored by {1} and fitness by {2}, or in the other direction: they can’t be held against each other.',
      partName(part),
      metric,
      fitness,
    ),
    advice: l10n.t('Score all parts by one metric.'),
  }),
  'evolve-part-same': ({ part }) => ({
    what: l10n.t('{0} is scored just as fitness is, so it tells nothing more.', partName(part)),
    advice: l10n.t('Give it other data.'),
  }),
  'evolve-population-small': ({ size, needed, algorithm }) => ({
    what: l10n.t('{0} needs {1} members or more; there are {2}.', algorithm, needed, size),
    advice: l10n.t('Add members, or choose evolver, which does with two.'),
  }),
  'evolve-snapshots-few': ({ folder, found, wanted }) => ({
    what: l10n.t('{0} checkpoints were asked for; {1} holds {2}.', wanted, folder, found),
    advice: l10n.t('Train with checkpoints.keep of {0}, or ask for fewer.', wanted),
  }),
  'evolve-transfer-source': () => ({
    what: l10n.t('A transfer learns a source first.'),
    advice: l10n.t('Add source with its data to train.'),
  }),
  'evolve-vary': ({ key, value }) => ({
    what: l10n.t('{0} is no value that the training takes at {1}.', value, key),
    advice: l10n.t('Name a key of train, and values that could stand there.'),
  }),
  'evolve-unknown-individual': ({ individual, last }) => ({
    what: l10n.t('There is no individual {0}.', individual),
    advice: l10n.t('They are numbered from 0 to {0}.', last),
  }),
} satisfies Partial<ProblemTexts>;

function noBetter(part: 'fitness' | 'validation' | 'test', rivals: string): string {
  switch (part) {
    case 'fitness':
      return l10n.t('By fitness at least as good as the result: {0}.', rivals);
    case 'validation':
      return l10n.t('On the validation part at least as good as the result: {0}.', rivals);
    case 'test':
      return l10n.t('On the test part at least as good as the result: {0}.', rivals);
  }
}
