import { randomStream } from '../../../base/random.js';
import type { Draws } from '../draws.js';
import { drawsFrom } from '../draws.js';
import { relations } from './words.js';
import type { Fact, ZipfWorld } from './zipf-world.js';
import { zipfText } from './zipf-world.js';

/** What stands before a question: nothing, or three facts, of which one may be about what is asked. */
export type ZipfContext = 'none' | 'unrelated' | 'helpful' | 'misleading';

export interface ZipfQuestion {
  readonly rank: number;
  /** Ends with the question; a right answer goes on with a space and `answer`. */
  readonly prompt: string;
  readonly answer: string;
}

const SHOWN = 3;
const DRAWS_A_QUESTION = 64;

/**
 * Draws questions about people of the ranks [first, end). `helpful`: one of the three facts is what is asked, in the other
 * wording; `misleading`: the same with another answer; the other facts are about other people of those ranks.
 */
export function zipfQuestions(
  world: ZipfWorld,
  options: {
    readonly seed: number;
    readonly ranks: readonly [number, number];
    readonly context: ZipfContext;
    readonly count: number;
  },
): readonly ZipfQuestion[] {
  const { seed, ranks, context, count } = options;
  const stream = randomStream(seed, `zipf-world/questions/${ranks.join('-')}`);
  return Array.from({ length: count }, (_, i) =>
    makeQuestion(world, { ranks, context }, drawsFrom(stream, i * DRAWS_A_QUESTION)),
  );
}

/** The same people and wordings are asked for whatever the context, so that contexts can be compared. */
function makeQuestion(
  world: ZipfWorld,
  { ranks: [first, end], context }: { readonly ranks: readonly [number, number]; readonly context: ZipfContext },
  draws: Draws,
): ZipfQuestion {
  const rank = first + draws.below(end - first);
  const relation = draws.below(relations.length);
  const wording = draws.below(2);
  const asked = world.fact(rank, relation, wording);
  const others: Fact[] = Array.from({ length: SHOWN }, () => {
    const other = first + draws.below(end - first - 1);
    return world.fact(other < rank ? other : other + 1, draws.below(relations.length), draws.below(2));
  });
  const related = world.fact(rank, relation, 1 - wording);
  const answers = relations[relation]?.answers ?? [];
  const wrong = answers[(answers.indexOf(asked.answer) + 1 + draws.below(answers.length - 1)) % answers.length] ?? '';
  const place = draws.below(SHOWN);
  const shown = others.map((fact, i): Fact => {
    if (i !== place || context === 'unrelated') {
      return fact;
    }
    return context === 'misleading' ? { ...related, answer: wrong } : related;
  });
  const before = context === 'none' ? '' : `${zipfText(shown)}\n`;
  return { rank, prompt: `${before}${asked.question}`, answer: asked.answer };
}
