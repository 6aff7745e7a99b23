import * as path from 'node:path';
import { isCancellation, ModelsmithError, problem, problemsOf, type Problem } from '../../../base/errors.js';
import type { RunContext } from '../../../base/ports.js';
import type { EngineResult } from '../../../experiments/kind.js';
import { isCandidatesFault } from '../../../ml/evaluators/is-candidates-fault.js';
import { isMaximized } from '../../../protocol/evaluate.js';
import type { EmittedEvent } from '../../../protocol/events.js';
import { shortKeys } from '../../../protocol/candidates.js';
import type { CandidateRecord } from '../events.js';
import type { runMerge } from '../run.js';
import type { MergeSpec } from '../spec/schema.js';
import { candidateDigest } from './candidate-digest.js';
import { quietContext } from '../quiet-context.js';
import { aloneAsMerge, candidatesOf, type MergeCandidate } from './candidates.js';

type Context = RunContext<EmittedEvent>;
type MergeOnce = typeof runMerge;

const STATE_FORMAT = 1;

/** What a search keeps: the candidates that are scored, in their order, and how far the final merge came. */
interface SearchState {
  readonly format: typeof STATE_FORMAT;
  readonly search: readonly CandidateRecord[];
  readonly merge?: unknown;
}

/**
 * Scores the base, the inputs, two plain merges and the merge itself (for every combination of the values that are
 * searched) by the experiment's `evaluate` block, and makes the best of the merges the result. A candidate that fails
 * loses; the run fails only when no merge could be scored.
 */
export async function runSearch(spec: MergeSpec, context: Context, mergeOnce: MergeOnce): Promise<EngineResult> {
  const { emit, snapshot, signal } = context;
  const kept = (await snapshot.latest()) as SearchState | undefined;
  let state: SearchState = kept?.format === STATE_FORMAT ? kept : { format: STATE_FORMAT, search: [] };
  const candidates = candidatesOf(spec);
  if (state.search.length === 0) {
    emit({ type: 'phase', phase: 'merge/scoring' });
  }
  for (const candidate of candidates.slice(state.search.length)) {
    signal.throwIfAborted();
    const record = await scoreCandidate(candidate, context, mergeOnce);
    emit({ ...record });
    state = { ...state, search: [...state.search, record] };
    emit({ type: 'progress', done: state.search.length, total: candidates.length, unit: 'candidates' });
    await snapshot.save(state);
  }

  const maximize = spec.evaluate === undefined || isMaximized(spec.evaluate);
  const best = bestOf(state.search, maximize, (one) => one.role === 'trial' || one.role === 'merge');
  const index = best === undefined ? -1 : state.search.indexOf(best);
  const chosen = candidates[index]?.spec;
  if (best?.score === undefined || chosen === undefined) {
    // What ails one candidate mostly ails them all.
    const [cause] = state.search.flatMap((one) => one.problems ?? []);
    throw new ModelsmithError([problem('merge-nothing-scored', {}), ...(cause === undefined ? [] : [cause])]);
  }
  const metric = spec.evaluate?.metric ?? 'score';
  if (state.merge === undefined) {
    emit({ type: 'merge/chosen', candidate: index, metric });
  }
  const searched = state;
  const result = await mergeOnce(chosen, {
    ...context,
    snapshot: {
      latest: async () => Promise.resolve(searched.merge),
      save: async (merge) => snapshot.save({ ...searched, merge }),
      // The scores stay: they belong to candidates, not to this attempt at the final merge.
      discard: async () => snapshot.save({ ...searched, merge: undefined }),
    },
  });
  for (const one of remarksOn(spec, state.search, best, maximize)) {
    emit({ type: 'log', level: 'warning', problem: one });
  }
  const names = shortKeys([best.values]);
  const plain = bestOf(state.search, maximize, ({ role }) => role === 'average' || role === 'task-arithmetic');
  return {
    ...result,
    figures: [
      { name: metric, value: best.score },
      ...Object.entries(best.values).map(([key, value]) => ({ name: names.get(key) ?? key, value })),
      ...(plain?.score === undefined ? [] : [{ name: 'plain-merges', value: plain.score }]),
      ...result.figures,
    ],
  };
}

async function scoreCandidate(
  candidate: MergeCandidate,
  context: Context,
  mergeOnce: MergeOnce,
): Promise<CandidateRecord> {
  const { role, label, values } = candidate;
  const record = { type: 'merge/candidate', role, label, values } as const;
  const place = path.join(context.artifacts, 'candidate');
  try {
    const digest = await candidateDigest(candidate, context);
    const { score, scores, isRemembered, seconds } = await context.evaluate(
      { digest, materialise: async () => materialise(candidate, place, context, mergeOnce) },
      context.signal,
    );
    return { ...record, score, scores, isRemembered, seconds };
  } catch (thrown) {
    const problems = problemsOf(thrown);
    if (isCancellation(thrown) || !isCandidatesFault(problems)) {
      throw thrown;
    }
    return { ...record, isRemembered: false, seconds: 0, problems: [...problems] };
  } finally {
    await context.files.remove(place);
  }
}

/** The folder of a candidate: an input's own, or a merge that is made for the occasion and tells nothing. */
async function materialise(
  candidate: MergeCandidate,
  place: string,
  context: Context,
  mergeOnce: MergeOnce,
): Promise<string> {
  const { files, folder } = context;
  if (candidate.model !== undefined) {
    const model = path.resolve(folder, candidate.model);
    if ((await files.stat(model))?.isFolder === true) {
      return model;
    }
  }
  const spec = candidate.spec ?? aloneAsMerge(candidate.model ?? '');
  // An attempt that was killed may have left one.
  await files.remove(place);
  await mergeOnce(spec, quietContext(context, place));
  return place;
}

function bestOf(
  records: readonly CandidateRecord[],
  maximize: boolean,
  counts: (record: CandidateRecord) => boolean,
): CandidateRecord | undefined {
  let best: CandidateRecord | undefined;
  for (const record of records) {
    if (record.score !== undefined && counts(record)) {
      // Equal scores: the first, so that the order of the file decides.
      const isBetter = best?.score === undefined || (maximize ? record.score > best.score : record.score < best.score);
      best = isBetter ? record : best;
    }
  }
  return best;
}

/** What its user should know of a result besides its score (spec/merge.md, section 6). */
function remarksOn(
  spec: MergeSpec,
  records: readonly CandidateRecord[],
  best: CandidateRecord,
  maximize: boolean,
): readonly Problem[] {
  const others = records.filter(({ role }) => role !== 'trial' && role !== 'merge');
  const trials = records.filter(({ role }) => role === 'trial').length;
  const rivals = others.filter(
    ({ score }) =>
      score !== undefined && best.score !== undefined && (maximize ? score >= best.score : score <= best.score),
  );
  return [
    ...(rivals.length > 0
      ? [
          problem(
            'merge-no-better',
            { rivals: rivals.map(({ role, label }) => ({ role, model: label })), method: spec.merge_method },
            {},
            'warning',
          ),
        ]
      : []),
    ...(trials > 1 ? [problem('merge-chosen-by-score', { trials }, {}, 'warning')] : []),
    ...(trials === 0 && hasLambda(spec) ? [problem('merge-scan-lambda', {}, {}, 'warning')] : []),
  ];
}

/** Methods that scale a sum of task vectors. */
function hasLambda({ merge_method: method }: MergeSpec): boolean {
  return /^(pcb|task_arithmetic|ties|dare|della|breadcrumbs)/.test(method);
}
