import * as l10n from '@vscode/l10n';

/** Words of the curves view. Functions, because the bundle of the user's language is loaded after this file. Numbers come formatted. */
export const curveTexts = {
  // Charts and their lines; {0} is a metric's own name.
  part: {
    training: () => l10n.t('training'),
    validation: () => l10n.t('validation'),
    test: () => l10n.t('test'),
  },
  metric: (name: string) => (Object.hasOwn(metricNames, name) ? (metricNames[name]?.() ?? name) : name),
  smoothed: (line: string) => l10n.t('{0}, smoothed', line),
  ofOther: (line: string) => l10n.t('{0}, other run', line),
  stepSizeTitle: () => l10n.t('Step size'),
  firingTitle: () => l10n.t('Firing rates'),
  chartLabel: (title: string, x: string) => l10n.t('{0} by {1}', title, x),

  // Captions.
  captionValues: () => l10n.t('As measured.'),
  captionSmoothed: (values: string) =>
    l10n.t(
      'Bold: the training value smoothed, an exponential moving average over about {0} values; pale: as measured.',
      values,
    ),
  captionBand: () =>
    l10n.t(
      'Where a pixel holds several values, the line is their mean and the band goes from the lowest to the highest.',
    ),
  captionLogarithmic: () => l10n.t('The axis is logarithmic; 0 is not on it.'),
  captionFiring: () =>
    l10n.t(
      'Share of neurons and time steps that fired, on the validation set; from the first layer (blue) to the last (yellow).',
    ),
  captionMarks: () => l10n.t('Triangles on the axis: checkpoints; filled: the best one.'),
  captionOther: (name: string) => l10n.t('Dashed: “{0}”.', name),
  moreCharts: (count: string) => l10n.t('{0} more metrics are in the table.', count),
  stage: {
    source: () => l10n.t('source'),
    target: () => l10n.t('target'),
  },

  // Tools.
  xLabel: () => l10n.t('Axis'),
  x: {
    step: () => l10n.t('Step'),
    epoch: () => l10n.t('Epoch'),
    seconds: () => l10n.t('Seconds'),
  },
  scaleLabel: () => l10n.t('Values'),
  scale: {
    linear: () => l10n.t('Linear axis'),
    logarithmic: () => l10n.t('Logarithmic axis'),
  },
  smoothingLabel: () => l10n.t('Smoothing'),
  smoothing: (values: string | undefined) =>
    values === undefined ? l10n.t('Not smoothed') : l10n.t('Smoothed over {0} values', values),
  showCharts: () => l10n.t('Show charts'),
  showAll: () => l10n.t('Show everything'),
  tableLabel: () => l10n.t('All values by step'),
  columnPart: (metric: string, part: string) => l10n.t('{0}, {1}', metric, part),
  columnFiring: (layer: string) => l10n.t('Firing rate of {0}', layer),
  columnLow: (name: string) => l10n.t('{0}, lowest', name),
  columnHigh: (name: string) => l10n.t('{0}, highest', name),
  tableMerged: (values: string) =>
    l10n.t('The run is long: up to {0} neighbouring values stand together in one row, as their mean.', values),

  // What is trained.
  trained: (network: string, parameters: string, data: string) =>
    l10n.t('{0} with {1} parameters on {2}', network, parameters, data),
  examples: (train: string, validation: string, test: string) =>
    l10n.t('{0} examples to train on, {1} to validate, {2} to test', train, validation, test),
  idea: (what: string, examples: string) => l10n.t('{0}: {1}.', what, examples),

  // Checkpoints.
  checkpointsTitle: () => l10n.t('Checkpoints'),
  columnCheckpoint: () => l10n.t('Checkpoint'),
  columnScore: () => l10n.t('Validation'),
  columnNote: () => l10n.t('Note'),
  best: () => l10n.t('the best so far'),

  // Spikes.
  spikesTitle: () => l10n.t('Spikes'),
  rasterLabel: () => l10n.t('After step'),
  rasterCaption: (sample: string, label: string, predicted: string) =>
    l10n.t(
      'Validation example {0}, of class {1}, taken for class {2}. One panel a layer; in it time runs to the right, and each row is a neuron; a filled cell is a spike.',
      sample,
      label,
      predicted,
    ),
  panelWords: (options: { layer: string; shown: string; of: string; steps: string; rate: string }) =>
    l10n.t(
      '{0}: {1} of {2} neurons are drawn, over {3} time steps; {4} of all neurons and steps fired.',
      options.layer,
      options.shown,
      options.of,
      options.steps,
      options.rate,
    ),
  rasterAlt: () => l10n.t('Raster of spikes, layer by layer; the table below has its figures'),
  rasterLoading: () => l10n.t('Loading the spikes…'),
  rasterMissing: () => l10n.t('The spikes cannot be read: the file beside the log is missing or incomplete.'),
  columnLayer: () => l10n.t('Layer'),
  columnNeurons: () => l10n.t('Neurons'),
  columnDrawn: () => l10n.t('Drawn'),
  columnRate: () => l10n.t('Firing rate'),
  columnSpikes: (step: string) => l10n.t('Spikes in step {0}', step),
  operations: (spiking: string, dense: string) =>
    l10n.t(
      'One forward pass takes about {0} additions, one for each synapse that a spike reaches. The same network with ReLU takes {1} multiplications with addition.',
      spiking,
      dense,
    ),
  energy: (ratio: string) =>
    l10n.t(
      'At 0.9 pJ an addition and 4.6 pJ a multiplication with addition (32-bit floating point, 45 nm; Horowitz 2014) that is {0} of the energy, memory not counted.',
      ratio,
    ),

  // Instead of a picture.
  training: {
    queued: () => l10n.t('The run waits for its turn in the queue. The curves begin with its first step.'),
    nothingYet: () =>
      l10n.t('No value is measured yet. The curves begin with the first one and grow as the run goes on.'),
    nothing: () => l10n.t('The run has measured nothing, so there is nothing to draw.'),
    shownBelow: () => l10n.t('What was measured until then is shown below.'),
  },
};

const metricNames: Readonly<Record<string, () => string>> = {
  loss: () => l10n.t('Loss'),
  accuracy: () => l10n.t('Accuracy'),
  f1: () => l10n.t('F1 score'),
  perplexity: () => l10n.t('Perplexity'),
  'gradient-norm': () => l10n.t('Gradient norm'),
  'learning-rate': () => l10n.t('Learning rate'),
  'effective-step': () => l10n.t('Effective step'),
};
