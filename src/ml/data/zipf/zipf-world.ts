import type { RandomStream } from '../../../base/random.js';
import { randomStream } from '../../../base/random.js';
import type { Draws } from '../draws.js';
import { drawsFrom } from '../draws.js';
import type { Relation } from './words.js';
import { firstNames, relations, surnames } from './words.js';

/** People of the world, by rank: how often one is written about falls with it. */
export const ZIPF_PEOPLE = 1000;
/** Ranks from here on are never written about. */
export const ZIPF_SEEN = 700;

/** Answers to the relations are numbers of their lists. */
export interface Person {
  readonly name: string;
  readonly answers: readonly number[];
}

/** A fact as a question and its answer; a text is such facts, one after the other. */
export interface Fact {
  readonly question: string;
  /** One word. */
  readonly answer: string;
}

/** A made-up world and the texts about it. */
export interface ZipfWorld {
  /** By rank. */
  readonly people: readonly Person[];
  /** What is true of a person: one of the relations, asked in one of two wordings. */
  fact(rank: number, relation: number, wording: number): Fact;
  /** Text `index`: about known people where it is even, about strangers where it is odd, unless all are about one of them. */
  document(index: number): string;
}

export interface ZipfTexts {
  /** Whom the texts are about. Default: half of them about known people, half about strangers. */
  readonly about?: ZipfAbout | undefined;
  /** What they tell of known people, by the relations' names; of strangers they tell everything. Default: all relations. */
  readonly relations?: readonly string[] | undefined;
}
export type ZipfAbout = 'both' | 'known' | 'strangers';

const FACTS_ABOUT_KNOWN = 7;
/** A text about strangers tells some facts, then asks for some of them again. */
const STRANGERS = 3;
const ASKED_AGAIN = 4;
/** Share of the strangers who have the first name or the surname of the one before. */
const NAMESAKE_SHARE = 0.4;
/** Share of the strangers who have the name of somebody known: what a text says counts more than what is remembered. */
const KNOWN_NAME_SHARE = 0.1;

const DRAWS_A_PERSON = 16;
const DRAWS_A_DOCUMENT = 256;

/** What texts are drawn from. */
interface Source {
  readonly people: readonly Person[];
  /** The world's names, which no stranger has by chance. */
  readonly names: ReadonlySet<string>;
  readonly exposure: Float64Array;
  /** The relations that are told of known people, as their numbers. */
  readonly told: readonly number[];
}

/**
 * The world of a seed: 1,000 people with a first name and a surname that several share, and one of 48 answers to each of four
 * relations. A person's share in the texts about known people is 1 / (rank + 1), normalised over the ranks 0 to 699. Strangers
 * are made up for one text: nothing but that text says what is true of them.
 */
export function zipfWorld(seed: number, { about = 'both', relations: names }: ZipfTexts = {}): ZipfWorld {
  const people = makePeople(randomStream(seed, 'zipf-world/people'));
  const documents = randomStream(seed, 'zipf-world/documents');
  const source: Source = {
    people,
    names: new Set(people.map(({ name }) => name)),
    exposure: cumulativeExposure(),
    told: relations.flatMap(({ name }, i) => (names === undefined || names.includes(name) ? [i] : [])),
  };
  return {
    people,
    fact(rank, relation, wording) {
      const person = people[rank];
      if (person === undefined) {
        throw new RangeError(`no person of rank ${rank}`);
      }
      return factAbout(person, relation, wording);
    },
    document(index) {
      const draws = drawsFrom(documents, index * DRAWS_A_DOCUMENT);
      const isKnown = about === 'both' ? index % 2 === 0 : about === 'known';
      return zipfText(isKnown ? knownFacts(source, draws) : strangeFacts(source, draws));
    },
  };
}

/** Facts as a text, which ends after an answer. */
export function zipfText(facts: readonly Fact[]): string {
  return facts.map(({ question, answer }) => `${question} ${answer}.`).join('\n');
}

/** A fact about a person, whoever that is. */
export function factAbout({ name, answers }: Person, relation: number, wording: number): Fact {
  const { wordings, answers: words } = relationAt(relation);
  const template = wordings[wording] ?? wordings[0];
  return { question: template.replace('{}', name), answer: words[answers[relation] ?? 0] ?? '' };
}

function relationAt(index: number): Relation {
  const relation = relations[index];
  if (relation === undefined) {
    throw new RangeError(`no relation ${index}`);
  }
  return relation;
}

/** Draws the pairs of names without repeating one (Fisher and Yates, from the front), and answers for each. */
function makePeople(stream: RandomStream): readonly Person[] {
  const pairs = Array.from({ length: firstNames.length * surnames.length }, (_, i) => i);
  return Array.from({ length: ZIPF_PEOPLE }, (_, rank) => {
    const draws = drawsFrom(stream, rank * DRAWS_A_PERSON);
    const other = rank + draws.below(pairs.length - rank);
    const pair = pairs[other] ?? 0;
    pairs[other] = pairs[rank] ?? 0;
    pairs[rank] = pair;
    const first = firstNames[Math.floor(pair / surnames.length)] ?? '';
    return { name: `${first} ${surnames[pair % surnames.length] ?? ''}`, answers: drawAnswers(draws) };
  });
}

function drawAnswers(draws: Draws): readonly number[] {
  return relations.map(({ answers }) => draws.below(answers.length));
}

function cumulativeExposure(): Float64Array {
  const cumulative = new Float64Array(ZIPF_SEEN);
  let sum = 0;
  for (let rank = 0; rank < ZIPF_SEEN; rank++) {
    sum += 1 / (rank + 1);
    cumulative[rank] = sum;
  }
  return cumulative;
}

/** The first rank whose cumulative weight is above the drawn share of the whole. */
function drawRank(cumulative: Float64Array, draws: Draws): number {
  const wanted = draws.uniform() * (cumulative[cumulative.length - 1] ?? 0);
  let [low, high] = [0, cumulative.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((cumulative[middle] ?? 0) > wanted) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

function knownFacts({ people, exposure, told }: Source, draws: Draws): readonly Fact[] {
  return Array.from({ length: FACTS_ABOUT_KNOWN }, () => {
    const person = people[drawRank(exposure, draws)] ?? { name: '', answers: [] };
    return factAbout(person, told[draws.below(told.length)] ?? 0, draws.below(2));
  });
}

/** Nothing but the text itself says what its people's answers are: who predicts them has learned to look them up. */
function strangeFacts(source: Source, draws: Draws): readonly Fact[] {
  const told: { readonly person: Person; readonly relation: number }[] = [];
  const taken = new Set(source.names);
  const met = new Set<string>();
  let previous = drawStranger(taken, undefined, draws);
  for (let i = 0; i < STRANGERS; i++) {
    const person = perhapsRenamed(previous, { met, source, draws });
    taken.add(previous.name);
    met.add(person.name);
    told.push({ person, relation: draws.below(relations.length) });
    previous = drawStranger(taken, previous.name, draws);
  }
  const again = Array.from({ length: ASKED_AGAIN }, () => told[draws.below(told.length)]);
  return [...told, ...again].flatMap((one) =>
    one === undefined ? [] : [factAbout(one.person, one.relation, draws.below(2))],
  );
}

/** Some strangers have the name of somebody known, unless the text has met it already. */
function perhapsRenamed(
  person: Person,
  { met, source, draws }: { readonly met: ReadonlySet<string>; readonly source: Source; readonly draws: Draws },
): Person {
  const isRenamed = draws.uniform() < KNOWN_NAME_SHARE;
  const name = source.people[draws.below(ZIPF_SEEN)]?.name ?? person.name;
  return isRenamed && !met.has(name) ? { ...person, name } : person;
}

/** Somebody who isn't taken, perhaps with one name of somebody else. */
function drawStranger(taken: ReadonlySet<string>, namesakeOf: string | undefined, draws: Draws): Person {
  const [otherFirst, otherSurname] = namesakeOf?.split(' ') ?? [];
  const kind = draws.uniform();
  let first = firstNames[draws.below(firstNames.length)] ?? '';
  let surname = surnames[draws.below(surnames.length)] ?? '';
  if (kind < NAMESAKE_SHARE / 2) {
    first = otherFirst ?? first;
  } else if (kind < NAMESAKE_SHARE) {
    surname = otherSurname ?? surname;
  }
  // The next pair that is free, so that the number of draws stays the same.
  const start = firstNames.indexOf(first) * surnames.length + surnames.indexOf(surname);
  const pairs = firstNames.length * surnames.length;
  let name = `${first} ${surname}`;
  for (let step = 1; taken.has(name) && step < pairs; step++) {
    const pair = (start + step) % pairs;
    name = `${firstNames[Math.floor(pair / surnames.length)] ?? ''} ${surnames[pair % surnames.length] ?? ''}`;
  }
  return { name, answers: drawAnswers(draws) };
}
