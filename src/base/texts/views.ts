import * as l10n from '@vscode/l10n';

/** Words of the views. Functions, because the bundle of the user's language is loaded after this file. Numbers come formatted. */
export const viewTexts = {
  // Places in a model.
  model: () => l10n.t('Model'),
  layer: (layer: number) => l10n.t('Layer {0}', layer),
  outsideLayers: () => l10n.t('Outside the layers'),
  matrixRows: (first: number, last: number) =>
    first === last ? l10n.t('Row {0}', first) : l10n.t('Rows {0}–{1}', first, last),
  rowColumns: (row: number, first: number, last: number) => l10n.t('Row {0}, columns {1}–{2}', row, first, last),
  elementRange: (first: number, last: number) => l10n.t('Elements {0}–{1}', first, last),

  // The four figures, and what each means; {0} is the value, {1} the task.
  measure: {
    coefficient: () => l10n.t('Mean coefficient'),
    kept: () => l10n.t('Share kept'),
    share: () => l10n.t('Share of the result'),
    agreement: () => l10n.t('Sign agreement'),
  },
  measureSide: {
    difference: (measure: string) => l10n.t('{0}, difference', measure),
    own: (measure: string) => measure,
    other: (measure: string) => l10n.t('{0}, other run', measure),
  },
  measureMeaning: {
    coefficient: () =>
      l10n.t('By what the values of a task were multiplied, on average over its elements; a dropped one counts as 0.'),
    kept: () => l10n.t('How many of the elements of a task took part in the result.'),
    share: () => l10n.t('How much of the result comes from a task, by the summed magnitudes of what each contributed.'),
    agreement: () => l10n.t('How many of the non-zero elements of a task have the sign of the result.'),
  },
  cellMeaning: {
    coefficient: (value: string, task: string) =>
      l10n.t('Here the values of {1} were multiplied by {0}, on average.', value, task),
    kept: (value: string, task: string) =>
      l10n.t('Here {0} of the elements of {1} took part in the result.', value, task),
    share: (value: string, task: string) => l10n.t('Here {0} of the result comes from {1}.', value, task),
    agreement: (value: string, task: string) =>
      l10n.t('Here {0} of the non-zero elements of {1} have the sign of the result.', value, task),
  },
  slotDifference: (difference: string) => l10n.t('Difference {0}.', difference),
  differenceMeaning: (difference: string, own: string, other: string) =>
    l10n.t('{0}: {1} in this run, {2} in the other.', difference, own, other),
  notMerged: () => l10n.t('Copied as it is; no task took part.'),
  noCounterpart: () => l10n.t('The other run has nothing to compare this with.'),
  weightedMean: () => l10n.t('A mean over its tensors, weighted by their elements.'),
  tensors: (count: string, isOne: boolean) => (isOne ? l10n.t('1 tensor') : l10n.t('{0} tensors', count)),
  elements: (count: string, isOne: boolean) => (isOne ? l10n.t('1 element') : l10n.t('{0} elements', count)),
  notNumbers: (nan: string, infinite: string) => l10n.t('NaN: {0}, infinite: {1}', nan, infinite),
  openHint: () => l10n.t('Enter or click: look inside. Escape: back.'),
  backHint: () => l10n.t('Escape: back.'),

  // The tools.
  measureLabel: () => l10n.t('Measure'),
  groupingLabel: () => l10n.t('Rows'),
  grouping: {
    layers: () => l10n.t('Layers'),
    modules: () => l10n.t('Modules'),
    tensors: () => l10n.t('Tensors'),
  },
  sortingLabel: () => l10n.t('Order'),
  sortByModel: () => l10n.t('As in the model'),
  sortByName: () => l10n.t('By name'),
  sortByElements: () => l10n.t('By elements'),
  sortByTask: (task: string) => l10n.t('By {0}', task),
  rangeLabel: () => l10n.t('Colours'),
  range: {
    fit: () => l10n.t('Fitted to the values'),
    full: () => l10n.t('Over the whole range'),
  },
  filterLabel: () => l10n.t('Filter'),
  filterPlaceholder: () => l10n.t('Tensor name'),
  showTable: () => l10n.t('Show table'),
  showHeatmap: () => l10n.t('Show heatmap'),
  compare: () => l10n.t('Compare…'),
  endComparison: () => l10n.t('End comparison'),
  exportCsv: () => l10n.t('Export CSV'),
  exportPng: () => l10n.t('Export PNG'),
  exported: (name: string) => l10n.t('Saved {0}.', name),
  exportFailed: (reason: string) => l10n.t('It was not saved: {0}', reason),
  noPng: () => l10n.t('The picture is too large to be drawn.'),
  breadcrumb: () => l10n.t('Where you are in the model'),
  tools: () => l10n.t('Picture'),

  // Charts of lines.
  chartKeys: () =>
    l10n.t(
      'Drag, or + and −, to zoom; double click, or 0, to see everything; arrow keys read the values, with Shift they move.',
    ),

  // Legend and captions.
  legend: (low: string, high: string) => l10n.t('Colour scale from {0} to {1}', low, high),
  noValue: () => l10n.t('no value'),
  captionLayers: () => l10n.t('One row a layer, one column a task.'),
  captionModules: () => l10n.t('One row a module, one column a task.'),
  captionTensors: () => l10n.t('One row a tensor, one column a task.'),
  captionBlocks: () => l10n.t('One row a block of the tensor, one column a task.'),
  stripNamed: (slots: string) => l10n.t('In each cell its mean, then from left to right: {0}', slots),
  stripOfModules: () => l10n.t('In each cell its mean, then the modules of the layer from left to right.'),
  stripOfLayers: () => l10n.t('In each cell its mean, then the layers from left to right.'),
  stripOfBlocks: () => l10n.t('In each cell its mean, then the blocks of the tensor from left to right.'),
  difference: {
    labels: (other: string) => l10n.t('Shown is this run minus “{0}”; tasks are matched by their labels.', other),
    order: (other: string) => l10n.t('Shown is this run minus “{0}”; tasks are matched in their order.', other),
  },
  gridLabel: (measure: string) => l10n.t('{0} by row and task', measure),
  tableLabel: () => l10n.t('All figures of the rows that are shown'),
  rowsShown: (rows: string) => l10n.t('Rows: {0}', rows),
  sortedBy: (column: string) => l10n.t('Sort by {0}', column),

  // Columns of the table and of the CSV file.
  columnName: () => l10n.t('Name'),
  columnTensors: () => l10n.t('Tensors'),
  columnElements: () => l10n.t('Elements'),
  columnShape: () => l10n.t('Shape'),
  columnType: () => l10n.t('Type'),
  columnNan: () => l10n.t('NaN'),
  columnInfinite: () => l10n.t('Infinite'),

  // The head of a run.
  headProgress: () => l10n.t('Progress'),
  progress: (done: string, total: string, unit: string) => l10n.t('{0} of {1} {2}', done, total, unit),
  unit: {
    parameters: () => l10n.t('parameters'),
    tensors: () => l10n.t('tensors'),
    steps: () => l10n.t('steps'),
    trainings: () => l10n.t('trainings'),
  },
  action: {
    stop: () => l10n.t('Stop'),
    resume: () => l10n.t('Resume'),
    'show-log': () => l10n.t('Show log'),
    'reveal-output': () => l10n.t('Reveal output'),
    'open-experiment': () => l10n.t('Open experiment'),
  },
  notes: (count: number) => (count === 1 ? l10n.t('1 note') : l10n.t('{0} notes', count)),

  // What there is to say when there is no picture, or not a whole one.
  reading: () => l10n.t('Reading what the run has said so far…'),
  readingOther: () => l10n.t('Reading what the other run has said…'),
  gone: () => l10n.t('This run was deleted.'),
  goneOther: () => l10n.t('The run to compare with is not there any more.'),
  failed: () => l10n.t('The run failed.'),
  failedAdvice: () => l10n.t('Remove the cause, then resume it or run the experiment again.'),
  diverged: () => l10n.t('Training diverged.'),
  interrupted: () =>
    l10n.t('The run was interrupted: its process ended without a word, as by a crash, a kill or a shutdown.'),
  cancelled: () => l10n.t('The run was stopped before its end.'),
  resumeAdvice: () => l10n.t('Resume goes on from its last snapshot.'),
  stopping: () => l10n.t('The run is stopping: it takes a snapshot first.'),
  merging: {
    queued: () => l10n.t('The run waits for its turn in the queue. The picture appears with the first merged tensor.'),
    nothingYet: () =>
      l10n.t('No tensor is merged yet. The picture appears with the first one and grows as the run goes on.'),
    nothing: () => l10n.t('The run has merged no tensors, so there is nothing to draw.'),
    shownBelow: () => l10n.t('What was merged until then is shown below.'),
  },
  nothingMatches: (filter: string) => l10n.t('No tensor’s name holds “{0}”.', filter),
  noBlocks: () => l10n.t('This tensor has no finer figures: it was copied, or is too small to be divided.'),
  loadingBlocks: () => l10n.t('Loading the blocks of this tensor…'),
  blocksMissing: () =>
    l10n.t('The blocks of this tensor cannot be read: the file beside the log is missing or incomplete.'),
  skippedRecords: (count: number) => l10n.t('Records of the log that could not be read and were left out: {0}.', count),
};
