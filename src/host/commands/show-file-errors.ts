import type * as vscode from 'vscode';
import { ModelsmithError, type Problem } from '../../base/errors.js';
import type { ReadExperiment } from '../read-experiment.js';
import type { HostServices } from './host-services.js';
import { requestPlans } from './request-plans.js';

/**
 * Shows all that is wrong with a file that has errors: what its text tells, which its editor marks anyway, and what the
 * headers of the models that it names tell all the same.
 */
export async function showFileErrors(host: HostServices, uri: vscode.Uri, read: ReadExperiment): Promise<void> {
  const problems = await allProblems(host, uri, read);
  const marked = new Set(read.problems.map(fingerprint));
  await host.problems.mark(
    uri,
    problems.filter((one) => !marked.has(fingerprint(one))),
  );
  await host.problems.show(uri, problems);
}

async function allProblems(
  host: HostServices,
  uri: vscode.Uri,
  { text, problems }: ReadExperiment,
): Promise<readonly Problem[]> {
  try {
    await requestPlans(host, { text, file: uri.fsPath });
    return problems;
  } catch (thrown) {
    // A worker that failed leaves what the text tells.
    return thrown instanceof ModelsmithError && thrown.problems.every(({ where }) => where.file !== undefined)
      ? thrown.problems
      : problems;
  }
}

function fingerprint({ code, where: { line, column } }: Problem): string {
  return JSON.stringify([code, line, column]);
}
