import type {
  BegunRecord,
  CheckpointRecord,
  OperationsRecord,
  EpochRecord,
  SpikesRecord,
} from '../../src/engines/train/events.js';
import { randomStream } from '../../src/base/random.js';
import type { EmittedEvent, RunEvent } from '../../src/protocol/events.js';

export interface TrainLog {
  readonly events: readonly RunEvent[];
  /** The files of the run's dense folder. */
  readonly dense: ReadonlyMap<string, Float32Array>;
}

export interface TrainLogOptions {
  readonly seed?: number;
  readonly stepsPerEpoch?: number;
  readonly epochs?: number;
  /** A spiking network: firing rates, rasters, operations. */
  readonly spiking?: boolean;
  /** Half of the epochs on a source, the rest on a target. */
  readonly transfer?: boolean;
  /** The loss grows from the middle on, and the run ends as diverged. */
  readonly diverges?: boolean;
  /** It stops there: no test figures, no result. */
  readonly unfinished?: boolean;
}

const FILE = 'spikes.f32';
const LAYERS = ['conv1', 'layer1.0', 'layer1.1', 'layer2.0', 'layer2.1', 'layer3.0', 'layer3.1', 'layer4.0'];
const NEURONS = 48;
const STEPS_OF_TIME = 4;
const SECONDS_A_STEP = 0.12;

/** What a training would say: curves that fall and rise as they do, with their noise. */
export function trainLog(options: TrainLogOptions = {}): TrainLog {
  const { seed = 1, stepsPerEpoch = 40, epochs = 12, spiking = false, transfer = false } = options;
  const { diverges = false, unfinished = false } = options;
  const stream = randomStream(seed, 'test/train-log');
  let index = 0;
  const random = (): number => stream.uniform(index++);
  const events: RunEvent[] = [];
  const dense: number[] = [];
  const total = epochs * stepsPerEpoch;
  let step = 0;
  const say = (event: EmittedEvent): void => {
    events.push({ ...event, seq: events.length + 1, at: 1_760_000_000_000 + step * SECONDS_A_STEP * 1000 });
  };
  const value = (name: string, at: number): void => say({ type: 'metric', name, step, value: at });
  say({ type: 'started', kind: 'train', name: 'sew', seed, backend: 'cpu' });
  say({ type: 'phase', phase: 'train/epochs' });
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    const isTarget = transfer && epoch >= epochs / 2;
    if (epoch === 0 || (isTarget && epoch === Math.ceil(epochs / 2))) {
      say(
        begun({
          stage: isTarget ? 'target' : transfer ? 'source' : 'target',
          firstStep: step,
          steps: total,
          stepsPerEpoch,
        }),
      );
    }
    for (let i = 0; i < stepsPerEpoch; i += 1) {
      step += 1;
      const done = step / total;
      const fresh = isTarget ? done - 0.5 : done;
      const blown = diverges && done > 0.5 ? Math.exp(18 * (done - 0.5)) : 0;
      value('loss', 0.25 + 2.1 * Math.exp(-5 * fresh) + 0.25 * (random() - 0.5) + blown);
      value('accuracy', Math.min(1, 0.93 - 0.8 * Math.exp(-5 * fresh) + 0.08 * (random() - 0.5)));
      value('learning-rate', 0.1 * 0.5 * (1 + Math.cos(Math.PI * done)) + 1e-5);
    }
    say({ type: 'progress', done: step, total, unit: 'steps' });
    const fresh = (isTarget ? epoch - epochs / 2 : epoch) / epochs;
    value('validation/loss', 0.42 + 1.9 * Math.exp(-5 * fresh) + 0.05 * random() + 0.2 * fresh);
    value('validation/accuracy', 0.88 - 0.75 * Math.exp(-5 * fresh) + 0.01 * random());
    if (spiking) {
      LAYERS.forEach((layer, depth) => value(`firing-rate/${layer}`, 0.24 * Math.exp(-depth / 4) + 0.02 * random()));
      const offset = dense.length * 4;
      LAYERS.forEach((_, depth) => {
        for (let cell = 0; cell < NEURONS * STEPS_OF_TIME; cell += 1) {
          dense.push(random() < 0.28 * Math.exp(-depth / 4) ? 1 : 0);
        }
      });
      say(spikes({ step, offset }));
      say({
        type: 'train/operations',
        step,
        synapticOperations: 4.1e7 * (1 + 0.1 * random()),
        multiplyAccumulates: 5.55e8,
      } satisfies OperationsRecord);
    }
    say({
      type: 'train/epoch',
      stage: isTarget || !transfer ? 'target' : 'source',
      epoch: epoch + 1,
      step,
    } satisfies EpochRecord);
    if (epoch % 3 === 2) {
      say(
        checkpoint({ step, epoch: epoch + 1, isBest: epoch < epochs - 1, score: 0.88 - 0.75 * Math.exp(-5 * fresh) }),
      );
    }
    if (diverges && epoch > epochs * 0.75) {
      say({
        type: 'failed',
        problems: [
          {
            code: 'train-diverged',
            arguments: { step, optimizer: 'gog' },
            where: {},
            severity: 'error',
          },
        ],
      });
      break;
    }
  }
  if (!unfinished && !diverges) {
    value('test/accuracy', 0.871);
    value('test/loss', 0.51);
    say({ type: 'result', figures: [{ name: 'test-accuracy', value: 0.871 }] });
  }
  return { events, dense: new Map([[FILE, Float32Array.from(dense)]]) };
}

export function begun(changes: Partial<BegunRecord> = {}): BegunRecord {
  return {
    type: 'train/begun',
    stage: 'target',
    network: { type: 'sew-resnet', parameters: 11_173_962, tensors: 62 },
    data: { name: 'glyphs', train: 8000, validation: 1000, test: 1000, classes: 10 },
    optimizer: 'adamg',
    firstStep: 0,
    steps: 480,
    stepsPerEpoch: 40,
    ...changes,
  };
}

export function checkpoint(changes: Partial<CheckpointRecord> = {}): CheckpointRecord {
  const step = changes.step ?? 1;
  return {
    type: 'train/checkpoint',
    name: `step-${step}`,
    path: `artifacts/checkpoints/step-${step}`,
    step,
    epoch: 1,
    isBest: false,
    ...changes,
  };
}

/** A raster whose numbers begin at an offset (in bytes) of the dense file. */
export function spikes({ step, offset = 0 }: { readonly step: number; readonly offset?: number }): SpikesRecord {
  const length = NEURONS * STEPS_OF_TIME;
  return {
    type: 'train/spikes',
    step,
    sample: 17,
    label: 3,
    predicted: step < 100 ? 5 : 3,
    layers: LAYERS.map((name, depth) => ({
      name,
      neurons: NEURONS,
      ofNeurons: 16_384 / 2 ** depth,
      steps: STEPS_OF_TIME,
      rate: 0.28 * Math.exp(-depth / 4),
      data: { file: FILE, offset: offset + depth * length * 4, length },
    })),
  };
}
