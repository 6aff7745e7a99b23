import * as l10n from '@vscode/l10n';

/** Words of the terminal. Functions, because the bundle of the user's language is loaded after this file. */
export const cliTexts = {
  // The command and its parts, as --help shows them.
  program: () => l10n.t('Experiments on model weights, run and read from the terminal.'),
  commandRun: () => l10n.t('run an experiment file, or a mergekit configuration with the folder for its result'),
  commandPlan: () => l10n.t('tell from headers alone what a run would do, and all that stands in its way'),
  commandValidate: () => l10n.t('check experiment files without looking at any model'),
  commandList: () => l10n.t('list runs, the newest first'),
  commandShow: () => l10n.t('show a run, or the runs of a matrix in one table'),
  commandCancel: () => l10n.t('stop runs, whoever started them; they can be resumed'),
  commandResume: () => l10n.t('go on with a run that was cancelled, interrupted or that failed'),
  commandQueue: () => l10n.t('list the runs that wait, or work them off'),
  commandQueueList: () => l10n.t('list the runs that wait, the next one first'),
  commandQueueWork: () => l10n.t('start the runs that wait, one after the other'),
  commandInspect: () => l10n.t('list the tensors of a model from headers alone'),
  commandDoctor: () => l10n.t('check this machine and the folder of the runs'),
  commandInstallTensorflow: () => l10n.t("install TensorFlow's library, with which training is fastest"),
  commandSample: () => l10n.t('make a folder with small models and experiments to try'),
  commandPush: () => l10n.t('tell what of a result would go to the hub, and with --yes put it there'),
  commandExport: () => l10n.t('make a GGUF file of a result, with the converter of llama.cpp'),
  argumentResult: () => l10n.t('folder of a model, or a run whose result is meant'),
  argumentRepo: () => l10n.t('owner/name of the model on the hub'),
  optionPublic: () => l10n.t('a new model can be seen by everybody; else by its owner alone'),
  optionYes: () => l10n.t('send it; without, only what would be sent is told'),
  optionFormat: () => l10n.t('format of the file'),
  optionOuttype: () => l10n.t('number format of the file, as the converter calls it: f16, bf16, q8_0, auto'),
  optionConverter: () => l10n.t('convert_hf_to_gguf.py or the folder of llama.cpp; else LLAMA_CPP or the PATH tell'),
  optionOutput: () => l10n.t('file to write'),
  optionOverwriteFile: () => l10n.t('replace the file if it exists'),
  optionJson: () => l10n.t('print JSON for programs'),
  optionRoot: () => l10n.t('folder whose .modelsmith holds the runs'),
  optionBackground: () => l10n.t('go on when this terminal closes'),
  optionDryRun: () => l10n.t('plan only; the same as the command plan'),
  optionStatus: () => l10n.t('only runs of this status; may be given several times'),
  optionLimit: () => l10n.t('at most so many runs'),
  optionLog: () => l10n.t('show what the run said'),
  optionNoWait: () => l10n.t('return when the stop is requested, not when the runs have ended'),
  optionWatch: () => l10n.t('wait for further runs instead of ending'),
  optionParallel: () => l10n.t('runs at the same time'),
  optionHistogram: () => l10n.t('read this tensor and show how its values are spread'),
  optionBins: () => l10n.t('bars of the histogram'),
  optionOverwrite: () => l10n.t('replace files of the sample that exist'),
  argumentExperiment: () => l10n.t('experiment file'),
  argumentExperiments: () => l10n.t('experiment files'),
  argumentOutput: () => l10n.t('folder for the result, in place of the one that the file names'),
  argumentShown: () => l10n.t('id or name of a run; absent: the newest run, or matrix of runs'),
  argumentRun: () =>
    l10n.t('id of a run, its beginning or its last eight characters, the name of an experiment, or latest'),
  argumentRuns: () => l10n.t('ids of runs, their beginnings or last eight characters, names of experiments, or latest'),
  argumentModel: () => l10n.t('folder of a model, or one of its files'),
  argumentFolder: () => l10n.t('folder to make'),
  notANumber: (text: string) => l10n.t('{0} is not a whole number greater than 0.', text),
  unknownStatus: (text: string, known: string) => l10n.t('{0} is no status; known are {1}.', text, known),

  // Problems.
  errorLabel: () => l10n.t('error'),
  warningLabel: () => l10n.t('warning'),
  cancelled: () => l10n.t('Cancelled.'),

  // Running.
  runStarted: (name: string, run: string) => l10n.t('Running {0} as {1}', name, run),
  runResumed: (name: string, run: string) => l10n.t('Going on with {0} as {1}', name, run),
  runOfSeveral: (number: number, count: number) => l10n.t('Run {0} of {1}', number, count),
  stopping: () => l10n.t('Stopping at a place where it can be resumed; Ctrl-C once more leaves at once.'),
  ownedByOther: () => l10n.t('Another process has started this run; it is followed here.'),
  runEnded: (name: string, status: string, duration: string) => l10n.t('{0} {1} after {2}', name, status, duration),
  runEndedAtOnce: (name: string, status: string) => l10n.t('{0} {1}', name, status),
  canBeResumed: (command: string) => l10n.t('To go on: {0}', command),
  inBackground: (name: string, run: string) => l10n.t('{0} runs in the background as {1}', name, run),
  queuedInBackground: (count: number) => l10n.t('{0} runs are worked off in the background', count),
  lookAt: (command: string) => l10n.t('To look at it: {0}', command),
  step: (step: number) => l10n.t('step {0}', step),
  stepOf: (step: number, steps: number) => l10n.t('step {0} of {1}', step, steps),
  timeLeft: (duration: string) => l10n.t('{0} left', duration),
  inspectOutput: (command: string) => l10n.t('To look into it: {0}', command),

  // Plans and validation.
  planTitle: (name: string) => l10n.t('Plan of {0}', name),
  planReads: () => l10n.t('reads'),
  planWrites: () => l10n.t('writes'),
  planMemory: () => l10n.t('memory'),
  planTime: () => l10n.t('time, about'),
  planFree: () => l10n.t('free on the disk'),
  planOutput: () => l10n.t('output'),
  planInputs: () => l10n.t('inputs'),
  planArtifacts: () => l10n.t('the artifacts of the run'),
  planFits: () => l10n.t('It can run.'),
  planFails: (count: number) =>
    count === 1 ? l10n.t('It cannot run: 1 problem.') : l10n.t('It cannot run: {0} problems.', count),
  fileIsValid: (file: string) => l10n.t('{0}: no problems', file),
  fileIsValidRuns: (file: string, runs: number) => l10n.t('{0}: no problems, {1} runs', file, runs),

  // Lists of runs.
  columnRun: () => l10n.t('run'),
  columnName: () => l10n.t('name'),
  columnStatus: () => l10n.t('status'),
  columnCreated: () => l10n.t('created'),
  columnDuration: () => l10n.t('time'),
  columnResult: () => l10n.t('result'),
  columnBackground: () => l10n.t('background'),
  noRuns: (root: string) => l10n.t('There are no runs in {0}.', root),
  noRunsOfStatus: (root: string) => l10n.t('There are no such runs in {0}.', root),
  moreRuns: (hidden: number) =>
    hidden === 1
      ? l10n.t('1 older run is not shown; --limit shows more.')
      : l10n.t('{0} older runs are not shown; --limit shows more.', hidden),
  queueEmpty: (root: string) => l10n.t('No run waits in {0}.', root),
  queueBusy: (host: string, pid: number) => l10n.t('Process {1} on {0} works off this queue.', host, pid),
  queueIdle: () => l10n.t('Nobody works off this queue; the command queue work does.'),

  // One run.
  fieldRun: () => l10n.t('run'),
  fieldTitle: () => l10n.t('title'),
  fieldNote: () => l10n.t('note'),
  fieldTags: () => l10n.t('tags'),
  fieldStatus: () => l10n.t('status'),
  fieldKind: () => l10n.t('kind'),
  fieldExperiment: () => l10n.t('experiment'),
  fieldFolder: () => l10n.t('folder'),
  fieldCreated: () => l10n.t('created'),
  fieldDuration: () => l10n.t('time'),
  fieldAttempts: () => l10n.t('attempts'),
  fieldSeed: () => l10n.t('seed'),
  fieldBackend: () => l10n.t('backend'),
  fieldOutput: () => l10n.t('output'),
  fieldInputs: () => l10n.t('inputs'),
  readOnly: () => l10n.t('Written by a newer version; it is shown as far as this one can read it.'),
  oneOfMatrix: (command: string) => l10n.t('It is one run of a matrix. All of them: {0}', command),
  matrixTitle: (name: string, runs: number) =>
    runs === 1 ? l10n.t('{0}, 1 run', name) : l10n.t('{0}, {1} runs', name, runs),

  // Stopping.
  stopRequested: (run: string) => l10n.t('{0} was asked to stop', run),
  runStands: (run: string, status: string) => l10n.t('{0}: {1}', run, status),
  stillStopping: (run: string) => l10n.t('{0} was asked to stop and is still at it', run),

  // Models.
  modelTitle: (model: string, architecture: string) => l10n.t('{0}: {1}', model, architecture),
  modelSummary: (tensors: number, parameters: string, size: string, shards: number) =>
    shards === 1
      ? l10n.t('{0} tensors, {1} parameters, {2} in 1 file', tensors, parameters, size)
      : l10n.t('{0} tensors, {1} parameters, {2} in {3} files', tensors, parameters, size, shards),
  columnTensor: () => l10n.t('tensor'),
  columnDtype: () => l10n.t('dtype'),
  columnShape: () => l10n.t('shape'),
  columnBytes: () => l10n.t('bytes'),
  columnShard: () => l10n.t('file'),
  columnFrom: () => l10n.t('from'),
  columnTo: () => l10n.t('to'),
  columnCount: () => l10n.t('count'),
  scalar: () => l10n.t('scalar'),
  tensorRange: (minimum: string, maximum: string, mean: string) =>
    l10n.t('minimum {0}, maximum {1}, mean {2}', minimum, maximum, mean),
  tensorOdd: (nan: number, infinite: number) => l10n.t('{0} NaN, {1} infinite', nan, infinite),

  // Doctor.
  checkProgram: () => l10n.t('Modelsmith'),
  checkNode: () => l10n.t('Node'),
  checkSystem: () => l10n.t('system'),
  checkCores: () => l10n.t('cores'),
  checkMemory: () => l10n.t('memory'),
  checkDisk: () => l10n.t('disk'),
  checkRoot: () => l10n.t('folder of the runs'),
  checkWorker: () => l10n.t('worker'),
  checkBackend: () => l10n.t('backend'),
  checkQueue: () => l10n.t('queue'),
  checkRuns: () => l10n.t('runs'),
  good: () => l10n.t('ok'),
  bad: () => l10n.t('problem'),
  nodeTooOld: (found: string, needed: string) => l10n.t('{0}; {1} or newer is needed', found, needed),
  freeOf: (free: string, total: string) => l10n.t('{0} free of {1}', free, total),
  free: (free: string) => l10n.t('{0} free', free),
  writable: (folder: string) => l10n.t('{0} can be written', folder),
  notWritable: (folder: string) => l10n.t('{0} cannot be written', folder),
  answersIn: (duration: string) => l10n.t('answers in {0}', duration),
  queueState: (waiting: number) =>
    waiting === 0 ? l10n.t('nothing waits') : waiting === 1 ? l10n.t('1 run waits') : l10n.t('{0} runs wait', waiting),
  queueHeld: (state: string, host: string, pid: number) =>
    l10n.t('{0}; worked off by process {2} on {1}', state, host, pid),
  runsState: (total: number, running: number, interrupted: number) =>
    l10n.t('{0}, of which {1} running and {2} interrupted', total, running, interrupted),

  // Sample.
  tensorflowInstalling: () => l10n.t("Installing TensorFlow's library, about 0.5 GB. This takes a minute or more."),
  tensorflowInstalled: (version: string, folder: string) =>
    l10n.t('TensorFlow {0} is installed in {1}.', version, folder),
  sampleMade: (folder: string) => l10n.t('The sample workspace is in {0}.', folder),
  sampleNext: (command: string) => l10n.t('Its first merge: {0}', command),
};
