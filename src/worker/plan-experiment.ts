import * as path from 'node:path';
import { ModelsmithError, modelsmithError, type Problem } from '../base/errors.js';
import { formatKeyPath, parseKeyPath } from '../base/key-path.js';
import type { ServeContext } from '../experiments/carriers/peer.js';
import { expandMatrix } from '../experiments/expand-matrix.js';
import type { Experiment } from '../experiments/experiment.js';
import type { Engine, PlanContext } from '../experiments/kind.js';
import type { DraftExperiment, ParsedExperiment } from '../experiments/parse.js';
import { inFileOrder, placeProblem } from '../experiments/place-problem.js';
import type { Plan } from '../protocol/plan.js';
import { experimentFacts } from './experiment-facts.js';
import type { HubAccess } from './hub-access.js';
import { plannedHub } from './hub-access.js';
import type { Engines, WorkerParts } from './worker-parts.js';

/** The working half of a kind. Throws `kind-unknown`. */
export async function loadEngine(kind: string, engines: Engines): Promise<Engine> {
  const load = engines.get(kind);
  if (load === undefined) {
    throw modelsmithError('kind-unknown', { kind, kinds: [...engines.keys()] });
  }
  return load();
}

export interface PlanExperimentOptions {
  readonly engine: Engine;
  /** Where the result would go (absolute), if the experiment names a place. */
  readonly output: string | undefined;
  readonly signal: AbortSignal;
  readonly hub: HubAccess;
  readonly draft?: PlanContext['draft'];
}

/** What an experiment would do, by its engine. */
export async function planExperiment(
  experiment: Experiment,
  { engine, output, signal, hub, draft }: PlanExperimentOptions,
): Promise<Plan> {
  const session = hub.session(signal);
  const plan = await engine.plan(experiment.spec, {
    experiment: experimentFacts(experiment),
    folder: experiment.folder,
    output: output === undefined ? undefined : { path: output, overwrite: experiment.overwrite },
    files: session.files,
    hub: plannedHub(session),
    signal,
    seed: experiment.seed,
    ...(draft === undefined ? {} : { draft }),
  });
  return hub.planDownloads(plan, session);
}

/** A document to plan; `output` comes before the output that it names. */
interface PlannedDocument {
  readonly text: string;
  readonly file: string;
  readonly output?: string | undefined;
}

/**
 * The plans of a document's experiment, one for each run of its matrix. Throws the document's errors and with them what the
 * headers of the models that it names tell all the same. Every problem has its place in the document.
 */
export async function planDocument(
  { text, file, output }: PlannedDocument,
  parts: WorkerParts,
  { signal, onProgress, hub }: ServeContext & { readonly hub: HubAccess },
): Promise<readonly Plan[]> {
  const parsed = parts.parse(text, file, output === undefined ? {} : { output });
  const { experiment, draft, problems } = parsed;
  const placed = (list: readonly Problem[], positionOf = parsed.positionOf): readonly Problem[] =>
    inFileOrder(list.map((one) => placeProblem(one, { file, positionOf })));
  const refuse = async (found: readonly Problem[], rest: DraftExperiment | undefined): Promise<ModelsmithError> => {
    const more = rest === undefined ? [] : await problemsOfDraft(rest, { engines: parts.engines, signal, hub });
    // Some things are looked for in the text and again, with links resolved, on the disk.
    const isTold = (one: Problem): boolean =>
      found.some(({ code, where }) => code === one.code && where.key === one.where.key);
    const [first, ...others] = [...found, ...placed(more).filter((one) => !isTold(one))];
    return first === undefined
      ? modelsmithError('document-empty', {}, { file })
      : new ModelsmithError([first, ...others]);
  };
  if (experiment === undefined) {
    throw await refuse(problems, draft);
  }
  const engine = await loadEngine(experiment.kind, parts.engines);
  const runs = await expandMatrixOr(experiment, async (found) =>
    refuse([...problems, ...found], { experiment, removed: [], placeOf: (path) => path }),
  );
  const plans: Plan[] = [];
  for (const run of runs) {
    const plan = await planExperiment(run, { engine, output: outputOf(run), signal, hub });
    plans.push({ ...plan, problems: placed(plan.problems, positionsInMatrix(run, parsed)) });
    onProgress(plans.length, runs.length);
  }
  return plans;
}

/** The runs of a matrix; throws what `refused` makes of the problems of a combination. */
async function expandMatrixOr(
  experiment: Experiment,
  refused: (problems: readonly Problem[]) => Promise<ModelsmithError>,
): Promise<readonly Experiment[]> {
  try {
    return expandMatrix(experiment);
  } catch (thrown) {
    throw thrown instanceof ModelsmithError ? await refused(thrown.problems) : thrown;
  }
}

/** What headers tell against what is left of an experiment with errors. */
async function problemsOfDraft(
  { experiment, removed, placeOf }: DraftExperiment,
  { engines, signal, hub }: { readonly engines: Engines; readonly signal: AbortSignal; readonly hub: HubAccess },
): Promise<readonly Problem[]> {
  const engine = await loadEngine(experiment.kind, engines);
  const { problems } = await planExperiment(experiment, {
    engine,
    output: outputOf(experiment),
    signal,
    hub,
    draft: { removed },
  });
  return problems.map((one) => {
    const { key } = one.where;
    return key === undefined
      ? one
      : { ...one, where: { ...one.where, key: formatKeyPath(placeOf(parseKeyPath(key))) } };
  });
}

/** Where the result would go; not known of an output that a run's id or a value of the matrix completes. */
function outputOf({ output, folder }: Experiment): string | undefined {
  return output === undefined ? undefined : path.resolve(folder, output);
}

/** A value that the matrix gives stands in the matrix. */
function positionsInMatrix(
  { matrixValues = {} }: Experiment,
  { positionOf, experiment }: ParsedExperiment,
): ParsedExperiment['positionOf'] {
  return (path) => {
    const key = formatKeyPath(path);
    const given = Object.keys(matrixValues).find((one) => key === one || key.startsWith(`${one}.`));
    const index = given === undefined ? -1 : (experiment?.matrix?.[given]?.indexOf(matrixValues[given] ?? null) ?? -1);
    return given === undefined ? positionOf(path) : positionOf(['matrix', given, index]);
  };
}
