import * as l10n from '@vscode/l10n';

/** Words about runs that host, terminal and views share. */

const statusWords: Readonly<Record<string, () => string>> = {
  queued: () => l10n.t('queued'),
  running: () => l10n.t('running'),
  stopping: () => l10n.t('stopping'),
  interrupted: () => l10n.t('interrupted'),
  succeeded: () => l10n.t('succeeded'),
  failed: () => l10n.t('failed'),
  cancelled: () => l10n.t('cancelled'),
  diverged: () => l10n.t('diverged'),
};

/** A run's status as a word; a status of a newer format as it stands. */
export function statusWord(status: string): string {
  return statusWords[status]?.() ?? status;
}

/** A duration as people say it: `0.4 s`, `12 s`, `3 min 20 s`, `2 h 5 min`. */
export function durationText(seconds: number): string {
  if (seconds < 9.95) {
    return l10n.t('{0} s', seconds.toFixed(1));
  }
  const whole = Math.round(seconds);
  if (whole < 60) {
    return l10n.t('{0} s', whole);
  }
  if (whole < 3600) {
    return l10n.t('{0} min {1} s', Math.floor(whole / 60), whole % 60);
  }
  const minutes = Math.round(seconds / 60);
  return l10n.t('{0} h {1} min', Math.floor(minutes / 60), minutes % 60);
}

/** A size as people say it: `512 B`, `1.5 MB`, in powers of 1000. */
export function bytesText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 99.5 ? value.toFixed(0) : value.toFixed(1)} ${units[unit] ?? ''}`;
}

/** A count as people read it: `420`, `12345`, `21M`, `7.24B`. */
export function countText(count: number): string {
  return count < 100_000 ? String(count) : compactCount.format(count);
}

const compactCount = new Intl.NumberFormat('en-US', { notation: 'compact', maximumSignificantDigits: 3 });

/** A figure of a result or a plan, as it stands in `run.json`. */
export interface Figure {
  readonly name: string;
  readonly value: number | string;
  readonly unit?: string | undefined;
}

/** `accuracy 0.9312`, `written 1.5 MB`: a figure's name is a code of its engine, shown as the words it is made of. */
export function figureText(figure: Figure): string {
  return `${figureName(figure.name)} ${figureValue(figure)}`;
}

/** A figure's name in words; one that isn't known as the words it is made of. */
export function figureName(name: string): string {
  return Object.hasOwn(figureNames, name) ? (figureNames[name]?.() ?? name) : name.replaceAll(/[-_]/g, ' ');
}

/** A figure's value with its unit. */
export function figureValue({ value, unit }: Figure): string {
  if (typeof value === 'string') {
    return value;
  }
  switch (unit) {
    case 'bytes':
      return bytesText(value);
    case 'seconds':
      return durationText(value);
    case undefined:
      return numberText(value);
    default:
      return `${numberText(value)} ${unit}`;
  }
}

/** At most four significant digits of a fraction, all digits of a whole number. */
function numberText(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
}

/** Names of figures in words; of one that isn't here its code is made of English words. */
const figureNames: Readonly<Record<string, () => string>> = {
  algorithm: () => l10n.t('algorithm'),
  'best-step': () => l10n.t('best step'),
  candidates: () => l10n.t('candidates'),
  classes: () => l10n.t('classes'),
  dimensions: () => l10n.t('dimensions'),
  diverged: () => l10n.t('diverged'),
  download: () => l10n.t('to download'),
  'energy-kept': () => l10n.t('energy kept'),
  evaluations: () => l10n.t('evaluations'),
  examples: () => l10n.t('examples'),
  'fitness-accuracy': () => l10n.t('fitness accuracy'),
  'fitness-f1': () => l10n.t('fitness f1'),
  'fitness-loss': () => l10n.t('fitness loss'),
  'fitness-perplexity': () => l10n.t('fitness perplexity'),
  generations: () => l10n.t('generations'),
  genes: () => l10n.t('values that evolve'),
  individuals: () => l10n.t('individuals'),
  kept: () => l10n.t('share kept'),
  'largest-error': () => l10n.t('largest error'),
  'learning-rates': () => l10n.t('learning rates'),
  'mean-loss': () => l10n.t('mean loss'),
  'mean-rank': () => l10n.t('mean rank'),
  method: () => l10n.t('method'),
  models: () => l10n.t('models'),
  modules: () => l10n.t('modules'),
  'most-stable': () => l10n.t('most stable'),
  network: () => l10n.t('network'),
  'not-finite': () => l10n.t('values that are not finite'),
  optimizer: () => l10n.t('optimizer'),
  optimizers: () => l10n.t('optimizers'),
  parameters: () => l10n.t('parameters'),
  population: () => l10n.t('population'),
  rank: () => l10n.t('rank'),
  seeds: () => l10n.t('seeds'),
  size: () => l10n.t('size'),
  steps: () => l10n.t('steps'),
  'task-shares': () => l10n.t('share of the result'),
  tasks: () => l10n.t('tasks'),
  tensors: () => l10n.t('tensors'),
  'test-accuracy': () => l10n.t('test accuracy'),
  'test-examples': () => l10n.t('test examples'),
  'test-loss': () => l10n.t('test loss'),
  'test-f1': () => l10n.t('test f1'),
  'test-perplexity': () => l10n.t('test perplexity'),
  'training-examples': () => l10n.t('training examples'),
  trainings: () => l10n.t('trainings'),
  'validation-accuracy': () => l10n.t('validation accuracy'),
  'validation-examples': () => l10n.t('validation examples'),
  'validation-f1': () => l10n.t('validation f1'),
  'validation-loss': () => l10n.t('validation loss'),
  'validation-perplexity': () => l10n.t('validation perplexity'),
};

/** A part of a run in words, from its code such as `merge/statistics`. */
export function phaseText(phase: string): string {
  return Object.hasOwn(phaseTexts, phase) ? (phaseTexts[phase]?.() ?? phase) : phase.slice(phase.indexOf('/') + 1);
}

const phaseTexts: Readonly<Record<string, () => string>> = {
  'evolve/evolving': () => l10n.t('evolving'),
  'evolve/finishing': () => l10n.t('scoring and writing the result'),
  'evolve/originals': () => l10n.t('scoring the originals'),
  'evolve/rivals': () => l10n.t('scoring what has to be beaten'),
  'evolve/training': () => l10n.t('training the population'),
  'merge/extracting': () => l10n.t('extracting'),
  'merge/finishing': () => l10n.t('finishing'),
  'merge/merging': () => l10n.t('merging'),
  'merge/scoring': () => l10n.t('scoring'),
  'merge/stage': () => l10n.t('merging what comes first'),
  'merge/statistics': () => l10n.t('looking at the whole model'),
  'run/downloads': () => l10n.t('downloading models'),
  'run/inputs': () => l10n.t('checking the inputs'),
  'stability/data': () => l10n.t('looking at the tasks'),
  'stability/report': () => l10n.t('writing the report'),
  'stability/training': () => l10n.t('training'),
  'train/data': () => l10n.t('looking at the data'),
  'train/finishing': () => l10n.t('writing the result'),
  'train/source': () => l10n.t('training on the source'),
  'train/statistics': () => l10n.t('measuring'),
  'train/target': () => l10n.t('training'),
};
