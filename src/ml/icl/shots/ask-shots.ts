import type { Credit } from '../ranker/reward-loss.js';

/** One call of the language model. */
export interface ShotStep {
  /** How many shots the prompt had. */
  readonly shots: number;
  /** The shot that was added for this call; undefined in the call without shots. */
  readonly candidate: number | undefined;
  readonly reward: 1 | -1;
}

/** What the language model said about a question with 0, 1, … shots, as far as it was asked. */
export interface ShotTrace {
  /** Farthest from the question first; step j had the first j of them. */
  readonly kept: readonly number[];
  readonly steps: readonly ShotStep[];
  /** The largest score of the shots from the one on that turned a right answer into a wrong one; undefined without a shift. */
  readonly recorded: number | undefined;
}

/**
 * Asks with no shot, the first, the first two, … until all are in, or until a shot turns a right answer into a wrong one (a negative
 * prediction shift). `isRight` calls the language model with the shots given. arXiv 2410.23605, section 3.
 */
export async function askShots(
  kept: readonly number[],
  scores: Float64Array,
  {
    isRight,
    signal,
  }: { readonly isRight: (shots: readonly number[]) => Promise<boolean>; readonly signal: AbortSignal },
): Promise<ShotTrace> {
  const steps: ShotStep[] = [];
  for (let shots = 0; shots <= kept.length; shots++) {
    signal.throwIfAborted();
    const reward = (await isRight(kept.slice(0, shots))) ? 1 : -1;
    const before = steps.at(-1);
    steps.push({ shots, candidate: shots === 0 ? undefined : kept[shots - 1], reward });
    if (before?.reward === 1 && reward === -1) {
      const rest = kept.slice(shots - 1).map((candidate) => scores[candidate] ?? 0);
      return { kept, steps, recorded: Math.max(...rest) };
    }
  }
  return { kept, steps, recorded: undefined };
}

/** What each shot is credited with: the answer right after it was added. The call without shots credits nothing. */
export function creditShots({ steps }: ShotTrace): readonly Credit[] {
  return steps.flatMap(({ candidate, reward }) => (candidate === undefined ? [] : [{ candidate, reward }]));
}

/** The baseline with one reward a prompt: every shot is credited with the answer to the whole. Lu et al., PromptPG, ICLR 2023. */
export function creditPrompt(shots: readonly number[], reward: 1 | -1): readonly Credit[] {
  return shots.map((candidate) => ({ candidate, reward }));
}
