import { problem, type Problem } from '../base/errors.js';
import type { KeyPath } from '../base/key-path.js';
import { addressOffence } from '../base/server-address.js';
import type { EvaluateSettings } from './evaluate.js';

/** What is wrong with a block that scores candidates, and needs no file to be known; `key` is the block's own. */
export function checkEvaluate(
  settings: EvaluateSettings | undefined,
  key: string,
): readonly { readonly path: KeyPath; readonly problem: Problem }[] {
  if (settings?.type === 'endpoint') {
    const offence = addressOffence(settings.url, settings.start !== undefined);
    return offence === undefined ? [] : [{ path: [key, 'url'], problem: problem('evaluator-address', { offence }) }];
  }
  if (settings?.type !== 'command' || settings.pattern === undefined) {
    return [];
  }
  const { pattern } = settings;
  try {
    new RegExp(pattern, 'gm');
    return [];
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return [{ path: [key, 'pattern'], problem: problem('evaluator-pattern', { pattern, reason }) }];
  }
}
