import { ModelsmithError } from '../base/errors.js';
import type { Experiment } from './experiment.js';
import { matrixCells } from './matrix.js';
import { isMergekitText, parseExperiment } from './parse.js';
import { editSource } from './parse/edit-source.js';
import { fillPlaceholders, placeholdersOf } from './placeholders.js';

/**
 * One experiment for each run of the matrix, each with a text of its own in which the values stand and the matrix doesn't;
 * an experiment without a matrix as it is. An output without a placeholder is dropped: results go to each run's artifacts.
 * Throws what is wrong with a combination that is wrong only as such.
 */
export function expandMatrix(experiment: Experiment): readonly Experiment[] {
  const { matrix, output } = experiment;
  if (matrix === undefined) {
    return [experiment];
  }
  const isShared = output !== undefined && placeholdersOf(output).length === 0;
  const version = isMergekitText(experiment.source) ? '1.1' : '1.2';
  return matrixCells(matrix).map((values) => {
    const source = editSource(experiment.source, {
      version,
      remove: isShared ? ['matrix', 'output'] : ['matrix'],
      set: [
        ...Object.entries(values).map(([key, value]) => [key.split('.'), value] as const),
        ...(output === undefined || isShared ? [] : [[['output'], fillPlaceholders(output, values)] as const]),
      ],
    });
    const parsed = parseExperiment(source, experiment.file);
    const [first, ...others] = parsed.problems.filter(({ severity }) => severity === 'error');
    if (parsed.experiment === undefined) {
      throw first === undefined
        ? new Error('an experiment without problems was not read')
        : new ModelsmithError([first, ...others]);
    }
    return { ...parsed.experiment, matrixValues: values };
  });
}
