import { randomStream } from '../../src/base/random.js';
import { drawsFrom } from '../../src/ml/data/draws.js';
import { relations } from '../../src/ml/data/zipf/words.js';
import { zipfWorld } from '../../src/ml/data/zipf/zipf-world.js';

/** The world that the sample's models were trained on. */
const SEED = 1;
/** Whom the questions are about: the people who are met most. */
const PEOPLE = 100;
const DRAWS_A_FACT = 4;

export interface SampleQuestion {
  readonly prompt: string;
  readonly answer: string;
  readonly relation: string;
}

/**
 * The questions of the sample workspace: each of its three relations of each of the people is asked once, in a wording drawn at
 * random, either in `dev` or in `test`.
 */
export function sampleQuestions(): {
  readonly dev: readonly SampleQuestion[];
  readonly test: readonly SampleQuestion[];
} {
  const world = zipfWorld(SEED);
  const stream = randomStream(SEED, 'sample/questions');
  const drawn = Array.from({ length: PEOPLE }, (_, rank) =>
    relations.flatMap(({ name }, relation) => {
      if (name === 'town') {
        return [];
      }
      const draws = drawsFrom(stream, (rank * relations.length + relation) * DRAWS_A_FACT);
      const { question, answer } = world.fact(rank, relation, draws.below(2));
      return [{ isDev: draws.below(2) === 0, question: { prompt: question, answer, relation: name } }];
    }),
  ).flat();
  const part = (wanted: boolean): readonly SampleQuestion[] =>
    drawn.filter(({ isDev }) => isDev === wanted).map(({ question }) => question);
  return { dev: part(true), test: part(false) };
}

/** Questions as lines of JSON. */
export function asLines(questions: readonly SampleQuestion[]): string {
  return questions.map((question) => `${JSON.stringify(question)}\n`).join('');
}
