import { methodText } from '../../src/base/texts/merge-methods.js';
import type { CoefficientsState } from '../../src/protocol/coefficients.js';
import type { RunHeader } from '../../src/protocol/view-messages.js';
import type { RunMethod } from '../shared/run-head.js';

/** The key of an experiment that names its method. */
export const METHOD_KEY = 'merge_method';

/** The method by the run's own word, or what the experiment asks for while the run hasn't said anything. */
export function runMethod(
  header: RunHeader | undefined,
  { method }: Pick<CoefficientsState, 'method'>,
): RunMethod | undefined {
  const name = method ?? header?.parameters.find(({ path }) => path === METHOD_KEY)?.value ?? '';
  return name === '' ? undefined : methodText(String(name));
}
