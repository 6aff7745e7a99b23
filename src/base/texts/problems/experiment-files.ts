import * as l10n from '@vscode/l10n';
import type { ErrorArguments } from '../../error-codes.js';
import type { YamlOffence } from '../../offences.js';
import { clause } from '../clause.js';
import { andList, orList } from '../lists.js';
import type { ProblemTexts } from '../problem-text.js';
import { valueKindText } from '../value-kind.js';

function yamlText(offence: YamlOffence, detail: string): { readonly what: string; readonly advice: string } {
  switch (offence) {
    case 'alias-unknown':
      return {
        what: l10n.t('This alias has no anchor before it.'),
        advice: l10n.t('Define it with & before using it with *, or quote text that begins with *.'),
      };
    case 'indentation':
      return {
        what: l10n.t('This line is not indented like its neighbours.'),
        advice: l10n.t('Begin all keys of a mapping, and all items of a list, in the same column.'),
      };
    case 'missing-character':
      return {
        what: l10n.t('A closing bracket, brace or quote is missing, or a comma between two items.'),
        advice: l10n.t('Close what was opened.'),
      };
    case 'multiline-key':
      return {
        what: l10n.t('This line is neither a key with a value nor an item of a list.'),
        advice: l10n.t('Put a colon and a space after a key, or a dash and a space before an item.'),
      };
    case 'nested-mapping':
      return {
        what: l10n.t('A second mapping begins on the line of the first.'),
        advice: l10n.t('Move it to a line of its own, or quote text that holds a colon and a space.'),
      };
    case 'tab':
      return {
        what: l10n.t('A tab is used for indentation.'),
        advice: l10n.t('Use spaces; YAML does not allow tabs there.'),
      };
    case 'tag':
      return { what: l10n.t('The tag of this value is unknown: {0}.', detail), advice: l10n.t('Remove the tag.') };
    case 'unexpected':
      return {
        what: l10n.t('YAML does not expect this here.'),
        advice: l10n.t('Quote text that begins with a special character, and check the lines before.'),
      };
    case 'other':
      return { what: l10n.t('This is not valid YAML: {0}.', clause(detail)), advice: l10n.t('Correct the line.') };
  }
}

const didYouMean = (suggestion: string | undefined, otherwise: string): string =>
  suggestion === undefined ? otherwise : l10n.t('Did you mean "{0}"?', suggestion);

/** "at least 1", "at most 2", "exactly 2", "from 0 to 1". */
function bounds(limits: Partial<Omit<ErrorArguments['value-range'], 'value'>>): string {
  const { minimum, maximum, above, below } = limits;
  if (above !== undefined) {
    return l10n.t('more than {0}', above);
  }
  if (below !== undefined) {
    return l10n.t('less than {0}', below);
  }
  if (minimum !== undefined && maximum !== undefined) {
    return minimum === maximum ? l10n.t('exactly {0}', minimum) : l10n.t('from {0} to {1}', minimum, maximum);
  }
  return minimum === undefined ? l10n.t('at most {0}', maximum ?? '') : l10n.t('at least {0}', minimum);
}

function tooLarge({ measure, limit }: ErrorArguments['experiment-too-large']): string {
  switch (measure) {
    case 'characters':
      return l10n.t('An experiment file may have at most {0} characters.', limit);
    case 'depth':
      return l10n.t('Mappings and lists may lie at most {0} deep in each other.', limit);
    case 'values':
      return l10n.t('An experiment file may hold at most {0} values, counted with aliases resolved.', limit);
  }
}

/** Sentences for what can be wrong with an experiment file. */
export const experimentFileProblems = {
  'document-count': ({ count }) => ({
    what: l10n.t('The file holds {0} documents.', count),
    advice: l10n.t('Put each experiment into a file of its own.'),
  }),
  'document-empty': () => ({
    what: l10n.t('The file is empty.'),
    advice: l10n.t('Begin with the kind of the experiment, for example kind: merge.'),
  }),
  'experiment-too-large': (args) => ({
    what: tooLarge(args),
    advice: l10n.t('Check that this is the file you meant.'),
  }),
  'key-duplicate': ({ key }) => ({
    what: l10n.t('The key "{0}" is given twice.', key),
    advice: l10n.t('Remove one of the two.'),
  }),
  'key-missing': ({ key, choices = [] }, { key: parent }) => ({
    what:
      parent === undefined || parent === ''
        ? l10n.t('The key "{0}" is missing.', key)
        : l10n.t('The key "{0}" is missing in {1}.', key, parent),
    advice: choices.length === 0 ? l10n.t('Add it.') : l10n.t('Add it. Possible values: {0}.', choices.join(', ')),
  }),
  'key-not-text': () => ({
    what: l10n.t('A key must be text.'),
    advice: l10n.t('Write a plain word before the colon.'),
  }),
  'key-unknown': ({ key, suggestion, known, ignored }) => ({
    what: ignored
      ? l10n.t('There is no key "{0}" here; it is ignored.', key)
      : l10n.t('There is no key "{0}" here.', key),
    advice: didYouMean(
      suggestion,
      ignored || known.length === 0 ? l10n.t('Remove it.') : l10n.t('Possible keys: {0}.', known.join(', ')),
    ),
  }),
  'key-without-effect': ({ key }) => ({
    what: l10n.t('{0} has no effect.', key),
    advice: l10n.t('Remove it; the result is the same without it.'),
  }),
  'keys-exclusive': ({ keys }) => ({
    what: l10n.t('{0} are given together.', andList(keys)),
    advice: l10n.t('Keep one of them.'),
  }),
  'keys-one-of': ({ keys }) => ({
    what: l10n.t('One of {0} is needed.', andList(keys)),
    advice: l10n.t('Add one of them.'),
  }),
  'kind-missing': ({ kinds }) => ({
    what: l10n.t('The file does not say what kind of experiment it is.'),
    advice: l10n.t('Add kind: {0}.', orList(kinds)),
  }),
  'kind-unknown': ({ kind, suggestion, kinds }) => ({
    what: l10n.t('There is no kind of experiment called "{0}".', kind),
    advice: didYouMean(suggestion, l10n.t('Possible kinds: {0}.', kinds.join(', '))),
  }),
  'matrix-key-reserved': ({ key }) => ({
    what: l10n.t('{0} cannot differ between the runs of a matrix.', key),
    advice: l10n.t('Remove it from matrix.'),
  }),
  'matrix-key-unknown': ({ key, suggestion }) => ({
    what: l10n.t('The matrix sets "{0}", and an experiment of this kind has no such key.', key),
    advice: didYouMean(
      suggestion,
      l10n.t('Give the path of a key from the top, with dots, for example parameters.ratio.'),
    ),
  }),
  'matrix-output-ignored': ({ output }) => ({
    what: l10n.t('All runs of the matrix would write to {0}, so each writes to its artifacts instead.', output),
    advice: l10n.t('Put {run} or a key of the matrix in braces into output, or remove output.', { run: '{run}' }),
  }),
  'matrix-too-large': ({ runs, limit }) => ({
    what: l10n.t('The matrix makes {0} runs; at most {1} are allowed.', runs, limit),
    advice: l10n.t('Try fewer values, or split the matrix over several files.'),
  }),
  'not-a-mapping': ({ found }) => ({
    what: l10n.t('The file holds {0}, not a mapping of keys to values.', valueKindText(found)),
    advice: l10n.t('Begin with the kind of the experiment, for example kind: merge.'),
  }),
  'output-collision': ({ output }) => ({
    what: l10n.t('Several runs of the matrix would write to {0}.', output),
    advice: l10n.t('Put every key of the matrix, or {run}, in braces into output.', { run: '{run}' }),
  }),
  'output-placeholder-unknown': ({ placeholder, known }) => ({
    what: l10n.t('output holds the placeholder {0}, which has no value.', `{${placeholder}}`),
    advice: l10n.t('Possible placeholders: {0}.', known.map((one) => `{${one}}`).join(', ')),
  }),
  'value-choice': ({ value, suggestion, choices }) => ({
    what: l10n.t('"{0}" is not a possible value here.', value),
    advice: didYouMean(suggestion, l10n.t('Possible values: {0}.', choices.join(', '))),
  }),
  'value-count': ({ found, ...limits }) => ({
    what:
      found === 1
        ? l10n.t('The list has 1 item; it must have {0}.', bounds(limits))
        : l10n.t('The list has {0} items; it must have {1}.', found, bounds(limits)),
    advice: l10n.t('Add or remove items.'),
  }),
  'value-format': ({ value, format }) => ({
    what: l10n.t('"{0}" is not written as it must be here.', value),
    advice:
      format === 'bytes'
        ? l10n.t('Write a size as a number of bytes, or like 5GB, 500MB or 512MiB.')
        : l10n.t('The description of the key says what it may hold.'),
  }),
  'value-length': ({ found, ...limits }) => ({
    what:
      found === 1
        ? l10n.t('The text has 1 character; it must have {0}.', bounds(limits))
        : l10n.t('The text has {0} characters; it must have {1}.', found, bounds(limits)),
    advice: l10n.t('Shorten or complete it.'),
  }),
  'value-missing': () => ({
    what: l10n.t('The key has no value.'),
    advice: l10n.t('Give it one, or remove the key.'),
  }),
  'value-range': ({ value, ...limits }) => ({
    what: l10n.t('{0} is out of range.', value),
    advice: l10n.t('Possible is {0}.', bounds(limits)),
  }),
  'value-type': ({ expected, found }) => ({
    what: l10n.t('Expected {0}, found {1}.', orList(expected.map(valueKindText)), valueKindText(found)),
    advice:
      expected.join() === 'list' && found === 'text'
        ? l10n.t('A list is written in brackets, also one of a single item: [item].')
        : l10n.t('Change the value.'),
  }),
  'yaml-syntax': ({ offence, detail }) => yamlText(offence, detail),
} satisfies Partial<ProblemTexts>;
