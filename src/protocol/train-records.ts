/** The train engine's records as a log tells them, checked at the border of a page: a log may hold anything. */
import type {
  BegunRecord,
  CheckpointRecord,
  EpochRecord,
  OperationsRecord,
  SpikesRecord,
} from '../engines/train/events.js';

type Fields = Readonly<Record<string, unknown>>;
export type TrainRecord = BegunRecord | EpochRecord | CheckpointRecord | SpikesRecord | OperationsRecord;

/** A record that is what its type says; undefined for anything else, whatever its type. */
export function asTrainRecord(event: object): TrainRecord | undefined {
  const fields: Fields = { ...event };
  const isWhole = Object.entries(checks).some(([type, check]) => fields['type'] === type && check(fields));
  return isWhole ? (event as TrainRecord) : undefined;
}

const checks: Readonly<Record<TrainRecord['type'], (one: Fields) => boolean>> = {
  'train/begun': (one) =>
    isStage(one['stage']) &&
    typeof one['optimizer'] === 'string' &&
    hasCounts(one, ['firstStep', 'steps', 'stepsPerEpoch']) &&
    isObject(one['network']) &&
    typeof one['network']['type'] === 'string' &&
    hasCounts(one['network'], ['parameters', 'tensors']) &&
    isObject(one['data']) &&
    typeof one['data']['name'] === 'string' &&
    hasCounts(one['data'], ['train', 'validation', 'test']),
  'train/epoch': (one) => isStage(one['stage']) && hasCounts(one, ['epoch', 'step']),
  'train/checkpoint': (one) =>
    typeof one['name'] === 'string' &&
    typeof one['path'] === 'string' &&
    hasCounts(one, ['step', 'epoch']) &&
    typeof one['isBest'] === 'boolean' &&
    (one['score'] === undefined || Number.isFinite(one['score'])),
  'train/spikes': (one) =>
    hasCounts(one, ['step', 'sample', 'label', 'predicted']) &&
    Array.isArray(one['layers']) &&
    one['layers'].every(isLayer),
  'train/operations': (one) =>
    hasCounts(one, ['step']) &&
    Number.isFinite(one['synapticOperations']) &&
    Number.isFinite(one['multiplyAccumulates']),
};

function isLayer(layer: unknown): boolean {
  if (!isObject(layer) || !hasCounts(layer, ['neurons', 'ofNeurons', 'steps']) || typeof layer['name'] !== 'string') {
    return false;
  }
  const data = layer['data'];
  return (
    Number.isFinite(layer['rate']) &&
    isObject(data) &&
    typeof data['file'] === 'string' &&
    hasCounts(data, ['offset', 'length']) &&
    data['length'] === Number(layer['neurons']) * Number(layer['steps'])
  );
}

const isStage = (value: unknown): boolean => value === 'source' || value === 'target';
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0;
const hasCounts = (one: Fields, names: readonly string[]): boolean => names.every((name) => isCount(one[name]));
const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
