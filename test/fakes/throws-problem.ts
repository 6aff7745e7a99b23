import assert from 'node:assert/strict';
import type { ErrorCode, Problem } from '../../src/base/errors.js';
import { ModelsmithError } from '../../src/base/errors.js';

/** Asserts that the action throws a `ModelsmithError` whose first problem has this code, and returns that problem. */
export async function throwsProblem<C extends ErrorCode>(
  code: C,
  action: Promise<unknown> | (() => unknown),
): Promise<Extract<Problem, { code: C }>> {
  const thrown = await outcome(action);
  if (!(thrown instanceof ModelsmithError)) {
    assert.fail(`expected a ModelsmithError with ${code}, got ${String(thrown)}`);
  }
  const first: Problem = thrown.problems[0];
  assert.equal(first.code, code);
  return first as Extract<Problem, { code: C }>;
}

async function outcome(action: Promise<unknown> | (() => unknown)): Promise<unknown> {
  try {
    await (typeof action === 'function' ? action() : action);
  } catch (thrown) {
    return thrown;
  }
  return undefined;
}
