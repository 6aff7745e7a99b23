import * as l10n from '@vscode/l10n';

/** Words of the extension's own surfaces. Functions, because the bundle of the user's language is loaded after this file. */
export const hostTexts = {
  // Buttons and links.
  open: () => l10n.t('Open'),
  openView: () => l10n.t('Open view'),
  openExperiment: () => l10n.t('Open experiment'),
  revealOutput: () => l10n.t('Reveal output'),
  showLog: () => l10n.t('Show log'),
  showPlan: () => l10n.t('Show plan'),
  showProblems: () => l10n.t('Show problems'),
  showExplorer: () => l10n.t('Show experiments'),
  run: () => l10n.t('Run'),
  resume: () => l10n.t('Resume'),
  stop: () => l10n.t('Stop'),
  stopAll: () => l10n.t('Stop all'),
  delete: () => l10n.t('Delete'),
  manageTrust: () => l10n.t('Manage workspace trust'),

  // The token of a hub; {0} is the hub's address.
  hubTokenTitle: (origin: string) => l10n.t('Token for {0}', origin),
  hubTokenPrompt: (origin: string) =>
    l10n.t('It is kept in the secret storage and sent to {0} only. Leave it empty to remove it.', origin),
  hubTokenInvalid: () => l10n.t('A token has letters, digits and signs, and no spaces.'),
  hubTokenKept: (origin: string) => l10n.t('The token for {0} is kept.', origin),
  hubTokenRemoved: (origin: string) => l10n.t('The token for {0} is removed.', origin),

  // Sharing results.
  pushing: () => l10n.t('Pushing to a hub'),
  pushTitle: (name: string) => l10n.t('Push the result of {0}', name),
  pushPrompt: () => l10n.t('The model on the hub, as owner/name'),
  pushRepoInvalid: () => l10n.t('Write owner/name.'),
  pushVisibility: () => l10n.t('Who can see it, where the model is new'),
  pushPrivate: () => l10n.t('Private'),
  pushPublic: () => l10n.t('Public'),
  pushComparing: () => l10n.t('Comparing with the hub'),
  pushSetToken: () => l10n.t('Set token…'),
  pushSend: () => l10n.t('Push'),
  pushSending: (repo: string) => l10n.t('Pushing to {0}', repo),
  pushOpen: () => l10n.t('Open in browser'),
  exporting: () => l10n.t('Exporting a model'),
  exportTitle: (name: string) => l10n.t('Export the result of {0}', name),
  exportOuttype: () => l10n.t('Number format of the file'),
  exportRunning: () => l10n.t('Exporting to GGUF'),
  ggufFiles: () => l10n.t('GGUF files'),

  // Individuals of an evolution.
  materialising: () => l10n.t('Writing a model'),
  materialiseTitle: (name: string) => l10n.t('Materialise an individual of {0}', name),
  materialisePrompt: () => l10n.t('The number of the individual, as the lineage view names it'),
  materialiseInvalid: () => l10n.t('Write a whole number from 0 on.'),
  materialiseFolder: () => l10n.t('The new folder for the model'),
  materialiseWrite: () => l10n.t('Write model'),
  materialisingOne: (individual: string) => l10n.t('Writing individual {0}', individual),
  materialiseReveal: () => l10n.t('Reveal'),

  // Trust; {0} names an action.
  running: () => l10n.t('Running an experiment'),
  needsTrust: (what: string) =>
    l10n.t('{0} reads and writes the files that it names, and this workspace is not trusted yet.', what),

  // Choosing.
  pickExperiment: () => l10n.t('Choose an experiment'),
  pickRun: () => l10n.t('Choose a run'),
  pickRunToCompare: () => l10n.t('Compare with which run?'),
  noExperiments: () => l10n.t('No experiment file was found in this workspace.'),
  noSuchRun: () => l10n.t('There is no run that this can be done with.'),
  runGone: () => l10n.t('The run is no longer there.'),
  noViewOfKind: (kind: string) =>
    l10n.t('Runs of the kind {0} have no view in this version. Its log can be shown.', kind),

  // New experiment.
  newExperimentTitle: () => l10n.t('New experiment'),
  newExperimentPlaceholder: () => l10n.t('What should it do?'),
  newExperimentFile: (folder: string) => l10n.t('Name of the file, in the folder {0}', folder),
  fileNameNeeded: () => l10n.t('A name inside the folder is needed.'),
  fileExists: (file: string) => l10n.t('{0} exists already.', file),
  openFolderFirst: () => l10n.t('Open a folder first: experiments are files in it.'),

  // Running.
  saveFirst: () => l10n.t('A run refers to its file: save the experiment first.'),
  manyRuns: (name: string, count: number) => l10n.t('{0} is a matrix of {1} runs.', name, count),
  manyRunsDetail: () => l10n.t('They wait in the queue and run one after the other.'),
  startRuns: (count: number) => l10n.t('Queue {0} runs', count),
  severalProblems: (first: string, others: number) =>
    others === 1 ? l10n.t('{0} (and 1 more problem)', first) : l10n.t('{0} (and {1} more problems)', first, others),
  atLine: (file: string, line: number, sentence: string) => l10n.t('{0}, line {1}: {2}', file, line, sentence),
  terminalName: (file: string) => l10n.t('Run {0}', file),

  // Plan.
  planning: () => l10n.t('Reading headers'),
  planCost: ({ read, write, memory, time }: { read: string; write: string; memory: string; time: string }) =>
    l10n.t('reads {0}, writes {1}, needs about {2} of memory and {3}.', read, write, memory, time),
  planOfOne: (name: string, cost: string) => l10n.t('{0} can run: it {1}', name, cost),
  planOfSeveral: (name: string, count: number, cost: string) =>
    l10n.t('{0} can run: its {1} runs together take this: {2}', name, count, cost),
  planWarnings: (count: number) =>
    count === 1 ? l10n.t('There is 1 warning in the file.') : l10n.t('There are {0} warnings in the file.', count),
  planOf: (name: string) => l10n.t('Plan of {0}', name),
  unknownTime: () => l10n.t('an unknown time'),
  underASecond: () => l10n.t('under a second'),
  toRead: () => l10n.t('to read'),
  toWrite: () => l10n.t('to write'),
  freeDisk: () => l10n.t('free on the disk'),
  memory: () => l10n.t('memory'),
  time: () => l10n.t('time'),
  inputs: () => l10n.t('Inputs'),
  runArtifacts: () => l10n.t('the artifacts of the run'),

  // Explorer. Parts of a description stand between points.
  showMore: (hidden: number) => l10n.t('Show more ({0})', hidden),
  runCount: (runs: number) =>
    runs === 0 ? l10n.t('no runs') : runs === 1 ? l10n.t('1 run') : l10n.t('{0} runs', runs),
  experimentGone: () => l10n.t('file not found'),
  experimentGoneTooltip: (file: string) =>
    l10n.t('{0} is not in this workspace any more; its runs keep the experiment as it was.', file),
  experimentLabel: (name: string, description: string) => l10n.t('Experiment {0}, {1}', name, description),
  matrixOf: (runs: number, time: string) => l10n.t('Matrix of {0}, {1}', runs, time),
  newerFormat: () => l10n.t('made by a newer version, read-only'),
  starred: () => l10n.t('starred'),
  percent: (fraction: number) => l10n.t('{0} %', Math.floor(fraction * 100)),
  status: () => l10n.t('Status'),
  kind: () => l10n.t('Kind'),
  created: () => l10n.t('Created'),
  duration: () => l10n.t('Duration'),
  seed: () => l10n.t('Seed'),
  output: () => l10n.t('Output'),
  tags: () => l10n.t('Tags'),

  // Status bar.
  statusBarName: () => l10n.t('Modelsmith runs'),
  statusBarLabel: (text: string) => l10n.t('Running experiments: {0}. Open the list to look at or stop one.', text),
  severalRunning: (count: number) => l10n.t('{0} experiments', count),
  andWaiting: (what: string, waiting: number) => l10n.t('{0}, {1} waiting', what, waiting),
  andMore: (count: number) => l10n.t('and {0} more', count),
  runningTitle: () => l10n.t('Running and waiting experiments'),
  runningPlaceholder: () => l10n.t('Enter opens the view; the button stops the run'),

  // Ends of runs.
  runSucceeded: (name: string, duration: string) => l10n.t('{0} succeeded after {1}.', name, duration),
  runFailed: (name: string, sentence: string) => l10n.t('{0} failed. {1}', name, sentence),
  runEnded: (name: string, status: string) => l10n.t('{0} ended: {1}.', name, status),
  severalEnded: (count: number, failed: number) =>
    failed === 0
      ? l10n.t('{0} runs succeeded.', count)
      : l10n.t('{0} runs ended, {1} of them without success.', count, failed),
  outputGone: (place: string) => l10n.t('There is nothing at {0} any more.', place),

  // Notes and deletion.
  renameTitle: () => l10n.t('Rename run'),
  renamePrompt: () => l10n.t('A title of your own; empty: the name of the experiment'),
  noteTitle: (name: string) => l10n.t('Note of {0}', name),
  notePrompt: () => l10n.t('Your own words; empty: no note'),
  tooLong: (limit: number) => l10n.t('At most {0} characters.', limit),
  copied: (id: string) => l10n.t('Copied {0}', id),
  deleteOne: (name: string) => l10n.t('Delete the run {0}?', name),
  deleteSeveral: (count: number) => l10n.t('Delete {0} runs?', count),
  deleteDetail: (outputs: readonly string[]) =>
    outputs.length === 0
      ? l10n.t('Log, snapshot and artifacts are removed for good.')
      : l10n.t(
          'Log, snapshot and artifacts are removed for good. What was written elsewhere stays: {0}',
          outputs.join(', '),
        ),

  // Views.
  saveExport: () => l10n.t('Save'),
  saved: (file: string) => l10n.t('Saved {0}.', file),

  // Errors of commands, and the sample.
  sampleTitle: () => l10n.t('Where should the sample workspace go?'),
  sampleHere: () => l10n.t('Create sample here'),
  sampleMaking: () => l10n.t('Making the sample workspace'),
  sampleMade: (folder: string) => l10n.t('The sample workspace is in {0}.', folder),
  openSample: () => l10n.t('Open it'),
  openSampleNewWindow: () => l10n.t('Open in a new window'),

  // TensorFlow's library.
  tensorflowInstalling: () => l10n.t("Installing TensorFlow's library (about 0.5 GB)"),
  tensorflowDownloaded: (done: string, total: string) => l10n.t('{0} of {1}', done, total),
  tensorflowInstalled: (version: string, folder: string) =>
    l10n.t('TensorFlow {0} is installed in {1}.', version, folder),

  // Terminals.
  terminalPath: () => l10n.t('Adds the modelsmith command to the path.'),
};
