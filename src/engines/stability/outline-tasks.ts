import { problem, problemsOf, type Problem } from '../../base/errors.js';
import type { Files, ModelHub } from '../../base/ports.js';
import { elementsOf } from '../../ml/data/dataset.js';
import { locateModels } from '../train/training/locate-models.js';
import { stepsOf } from '../train/steps-of.js';
import { openSession, type Session } from '../train/training/open-session.js';
import { stepBytes } from '../train/training/step-bytes.js';
import { placeInTask } from './place-in-task.js';
import type { StabilitySpec } from './spec.js';

/** What is known of a task before it is trained on. */
export interface TaskOutline {
  /** The task, with the folders of the models that it names. */
  readonly located: StabilitySpec['tasks'][number];
  readonly steps: number;
  /** Steps between two points of the validation curve. */
  readonly curveEvery: number;
  readonly network: string;
  /** Numbers that the network keeps: weights, and running statistics. */
  readonly elements: number;
  /** The examples as 32-bit numbers. */
  readonly dataBytes: number;
  /** What the activations of a step take at most. */
  readonly stepBytes: number;
}

export interface OutlineOptions {
  readonly files: Files;
  /** The folder that relative paths start from (absolute). */
  readonly folder: string;
  readonly seed: number;
  readonly signal: AbortSignal;
  /** Knows models by names that are no paths. */
  readonly hub?: ModelHub | undefined;
}

/** Points of a validation curve where the experiment says nothing. */
const POINTS = 20;
/** Points that an event may hold. */
const MOST_POINTS = 1000;
const BYTES = 4;

/** Opens every task's data by headers and labels and builds its network; problems stand at the task's keys. */
export async function outlineTasks(
  spec: Pick<StabilitySpec, 'tasks' | 'metric'>,
  options: OutlineOptions,
): Promise<{ readonly outlines: readonly TaskOutline[]; readonly problems: readonly Problem[] }> {
  const outlines: TaskOutline[] = [];
  const problems: Problem[] = [];
  for (const [index, task] of spec.tasks.entries()) {
    options.signal.throwIfAborted();
    try {
      const located = await locateModels(task, options);
      const session = await openSession(located, { ...options, scratch: undefined, readsAll: false });
      try {
        outlines.push(outlineOf(located, session));
        problems.push(...metricProblems(spec.metric, { session, name: task.name, index }));
      } finally {
        await session.close();
      }
    } catch (thrown) {
      options.signal.throwIfAborted();
      problems.push(...problemsOf(thrown).map((one) => placeInTask(one, index)));
    }
  }
  return { outlines, problems };
}

function outlineOf(settings: StabilitySpec['tasks'][number], session: Session): TaskOutline {
  const { task, parts, description } = session;
  const steps = stepsOf(settings, task.stepsPerEpoch);
  const wanted = settings.evaluate_every ?? Math.ceil(steps / POINTS);
  const datasets = [parts.train, parts.validation, parts.test].flatMap((part) => part?.dataset ?? []);
  const bytesOf = (dataset: (typeof datasets)[number]): number =>
    dataset.kind === 'arrays' ? BYTES * dataset.examples * elementsOf(dataset.shape) : 0;
  return {
    located: settings,
    steps,
    curveEvery: Math.max(wanted, Math.ceil(steps / MOST_POINTS)),
    network: String(description['type'] ?? description['model_type']),
    elements: task.network.weights.reduce((sum, { variable }) => sum + variable.size, 0),
    // A share that was split off lies in the same set.
    dataBytes: [...new Set(datasets)].reduce((sum, dataset) => sum + bytesOf(dataset), 0),
    stepBytes: stepBytes(session, settings),
  };
}

/** What a model from disk learns is known only now; a network that the experiment describes was checked with it. */
function metricProblems(
  metric: StabilitySpec['metric'],
  { session, name, index }: { readonly session: Session; readonly name: string; readonly index: number },
): readonly Problem[] {
  const scores = session.task.metric === 'accuracy' ? ['accuracy', 'f1', 'loss'] : ['loss', 'perplexity'];
  return scores.includes(metric)
    ? []
    : [problem('stability-metric', { metric, task: name }, { key: `tasks.${index}.network.type` })];
}
