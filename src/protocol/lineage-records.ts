/** The evolve engine's records as a log tells them, checked at the border of a page: a log may hold anything. */
import type {
  EvolveBegun,
  EvolveChosen,
  GenerationRecord,
  IndividualRecord,
  RivalRecord,
} from '../engines/evolve/events.js';

type Fields = Readonly<Record<string, unknown>>;
export type EvolveRecord = EvolveBegun | IndividualRecord | GenerationRecord | RivalRecord | EvolveChosen;

/** A record that is what its type says; undefined for anything else, whatever its type. */
export function asEvolveRecord(event: object): EvolveRecord | undefined {
  const fields: Fields = { ...event };
  const isWhole = Object.entries(checks).some(([type, check]) => fields['type'] === type && check(fields));
  return isWhole ? (event as EvolveRecord) : undefined;
}

const checks: Readonly<Record<EvolveRecord['type'], (one: Fields) => boolean>> = {
  'evolve/begun': (one) =>
    isOneOf(one['individuals'], ['checkpoints', 'merges', 'points']) &&
    hasTexts(one, ['algorithm', 'metric']) &&
    optional(one['method'], isText) &&
    hasFlags(one, ['scoresPopulation', 'isSynchronous', 'maximize']) &&
    hasCounts(one, ['size', 'generations']) &&
    isListOf(one['parts'], isPart) &&
    isListOf(one['genes'], isGene),
  'evolve/individual': (one) =>
    hasCounts(one, ['id', 'generation', 'slot']) &&
    optional(one['label'], isText) &&
    optional(one['parent'], isCount) &&
    isListOf(one['donor'], isDonor) &&
    hasNumbers(one, ['scale', 'rate', 'crossed', 'score']) &&
    optional(one['values'], (values) => isListOf(values, Number.isFinite)) &&
    optional(one['interval'], isInterval) &&
    optional(one['scores'], isNumbersByName) &&
    hasFlags(one, ['isAccepted', 'isRemembered']) &&
    Number.isFinite(one['seconds']) &&
    optional(one['problems'], (problems) => isListOf(problems, isProblem)),
  'evolve/generation': (one) =>
    hasCounts(one, ['generation', 'trials', 'accepted', 'evaluations']) &&
    isListOf(one['population'], isCount) &&
    optional(one['best'], isCount) &&
    hasNumbers(one, ['bestScore', 'meanScore', 'diversity', 'scale', 'rate', 'validation']) &&
    optional(one['interval'], isInterval) &&
    optional(one['validationInterval'], isInterval) &&
    hasFlags(one, ['isRestart']),
  'evolve/rival': (one) =>
    isOneOf(one['role'], ['member', 'average', 'merge', 'tuned', 'result']) &&
    isText(one['label']) &&
    isNumbersByName(one['values']) &&
    isListOf(one['scores'], isPartScore) &&
    optional(one['gains'], (gains) => isListOf(gains, isGain)) &&
    optional(one['problems'], (problems) => isListOf(problems, isProblem)),
  'evolve/chosen': (one) => isListOf(one['individuals'], isCount) && isText(one['reason']),
};

function isGene(gene: unknown): boolean {
  return isObject(gene) && isText(gene['name']) && Number.isFinite(gene['from']) && Number.isFinite(gene['to']);
}

function isDonor(donor: unknown): boolean {
  return (
    isObject(donor) && isCount(donor['plus']) && optional(donor['minus'], isCount) && Number.isFinite(donor['factor'])
  );
}

function isInterval(interval: unknown): boolean {
  return isObject(interval) && Number.isFinite(interval['low']) && Number.isFinite(interval['high']);
}

function isPartScore(score: unknown): boolean {
  return (
    isObject(score) &&
    isPart(score['part']) &&
    Number.isFinite(score['score']) &&
    optional(score['interval'], isInterval)
  );
}

function isGain(gain: unknown): boolean {
  return isObject(gain) && isPart(gain['part']) && Number.isFinite(gain['gain']) && isInterval(gain['interval']);
}

function isProblem(problem: unknown): boolean {
  return isObject(problem) && isText(problem['code']) && isObject(problem['where']);
}

const isText = (value: unknown): boolean => typeof value === 'string';
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0;
const isPart = (value: unknown): boolean => isOneOf(value, ['fitness', 'validation', 'test']);
const isOneOf = (value: unknown, texts: readonly string[]): boolean => texts.some((text) => text === value);
const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
const isNumbersByName = (value: unknown): boolean =>
  isObject(value) && !Array.isArray(value) && Object.values(value).every(Number.isFinite);
const isListOf = (value: unknown, check: (one: unknown) => boolean): boolean =>
  Array.isArray(value) && value.every((one) => check(one));
const optional = (value: unknown, check: (one: unknown) => boolean): boolean => value === undefined || check(value);
const hasTexts = (one: Fields, names: readonly string[]): boolean => names.every((name) => isText(one[name]));
const hasCounts = (one: Fields, names: readonly string[]): boolean => names.every((name) => isCount(one[name]));
const hasFlags = (one: Fields, names: readonly string[]): boolean =>
  names.every((name) => typeof one[name] === 'boolean');
/** Numbers that may be absent. */
const hasNumbers = (one: Fields, names: readonly string[]): boolean =>
  names.every((name) => optional(one[name], Number.isFinite));
