import * as l10n from '@vscode/l10n';
import type { WorkerDeath } from '../../offences.js';
import { orList } from '../lists.js';
import type { ProblemTexts } from '../problem-text.js';
import { statusWord } from '../runs.js';
import { systemReason } from '../system-reason.js';

/** Sentences for what can happen to runs and to the workers that execute them. */
export const runProblems = {
  'input-changed': ({ file, when }) =>
    when === 'during-run'
      ? {
          what: l10n.t('{0} was changed while the run read it.', file),
          advice: l10n.t('The result may be a mixture; run the experiment again.'),
        }
      : {
          what: l10n.t('{0} is not what it was when the run began.', file),
          advice: l10n.t('Put the old file back to resume, or run the experiment anew.'),
        },
  'notes-invalid': ({ key }) => ({
    what: l10n.t('These notes cannot be kept: {0} is too long or malformed.', key),
    advice: l10n.t('Shorten it.'),
  }),
  'run-ambiguous': ({ run, candidates }) => ({
    what: l10n.t('{0} may mean several runs: {1}.', run, orList(candidates)),
    advice: l10n.t('Name more of its characters.'),
  }),
  'run-busy': ({ run, host, pid }) => ({
    what: l10n.t('The run {0} is in the hands of another process ({1}, process {2}).', run, host, pid),
    advice: l10n.t('Stop the run first, or wait until it ends.'),
  }),
  'run-missing': ({ run }) => ({
    what: l10n.t('There is no run {0}.', run),
    advice: l10n.t('See the list of runs for their names.'),
  }),
  'run-newer': ({ run, format, supported }) => ({
    what: l10n.t(
      'The run {0} was written by a newer Modelsmith (format {1}; this one writes {2}).',
      run,
      format,
      supported,
    ),
    advice: l10n.t('It can be looked at here; update Modelsmith to change it.'),
  }),
  'run-not-queued': ({ run, status }) => ({
    what: l10n.t('The run {0} cannot be started; its status is: {1}.', run, statusWord(status)),
    advice: l10n.t('Run the experiment again for a new run, or resume this one.'),
  }),
  'run-not-resumable': ({ run, status }) => ({
    what: l10n.t('The run {0} cannot be resumed; its status is: {1}.', run, statusWord(status)),
    advice: l10n.t('Runs that were cancelled or interrupted, or that failed, can be resumed.'),
  }),
  'run-not-running': ({ run, status }) => ({
    what: l10n.t('The run {0} cannot be stopped; its status is: {1}.', run, statusWord(status)),
    advice: l10n.t('Only running and queued runs can be stopped.'),
  }),
  'run-unreadable': ({ run }) => ({
    what: l10n.t('The record of the run {0} is damaged.', run),
    advice: l10n.t('Its artifacts may be whole; look into its folder.'),
  }),
  'snapshot-unusable': ({ reason }) => ({
    what: l10n.t('The run begins anew: its snapshot cannot be gone on from ({0}).', snapshotReason(reason)),
    advice: l10n.t('Nothing needs doing; the result is the same, only the time is spent again.'),
  }),
  'port-not-available': ({ port }) => ({
    what: l10n.t('This run needs {0}, which is not available here.', port),
    advice: l10n.t('Run it with a version of Modelsmith that offers it.'),
  }),
  'worker-died': ({ cause, detail, output }) => ({
    what: output === '' ? deathText(cause, detail) : `${deathText(cause, detail)}\n${output}`,
    advice: l10n.t('The log of the run shows how far it came; resume it to go on from its last snapshot.'),
  }),
  'worker-not-started': ({ reason }) => ({
    what: l10n.t('The worker could not be started: {0}', reason),
    advice: l10n.t('Install Modelsmith again if its files are damaged.'),
  }),
} satisfies Partial<ProblemTexts>;

function snapshotReason(reason: string): string {
  switch (reason) {
    case 'damaged':
      return l10n.t('it is damaged');
    case 'other-version':
      return l10n.t('another version of Modelsmith wrote it');
    case 'log-behind':
      return l10n.t('the log of the run lacks what it counts on');
    default:
      return systemReason(reason);
  }
}

function deathText(cause: WorkerDeath, detail: string): string {
  switch (cause) {
    case 'exit-code':
      return l10n.t('The worker ended by itself with exit code {0}.', detail);
    case 'signal':
      return l10n.t('The worker was ended by a fault in native code ({0}).', detail);
    case 'exception':
      return l10n.t('The worker ended with an error that nothing caught: {0}', detail);
    case 'memory':
      return l10n.t('The worker ran out of memory.');
    case 'unresponsive':
      return l10n.t('The worker no longer answered.');
  }
}
