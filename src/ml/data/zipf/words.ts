/** Something that is known of every person of the world. */
export interface Relation {
  readonly name: string;
  /** Two ways to ask; `{}` is the person. */
  readonly wordings: readonly [string, string];
  readonly answers: readonly string[];
}

const list = (text: string): readonly string[] => text.trim().split(/[\s,]+/);

/** The two lines of a text. */
function lines(text: string): readonly [string, string] {
  const [first = '', second = ''] = text.trim().split(/\n\s*/);
  return [first, second];
}

/** Capital first and small letters from then on: every name is one token. */
function names(starts: string, ends: string): readonly string[] {
  const last = list(ends);
  return list(starts).flatMap((start) => last.map((end) => start + end));
}

/** 40 first names. */
export const firstNames: readonly string[] = names('Al,Be,Co,Da,El,Fi,Ga,Ha', 'rin,vo,lia,mar,dus');

/** 80 surnames. */
export const surnames: readonly string[] = names(
  'Arn,Bel,Cor,Dor,Fen,Gral,Hol,Kas,Lun,Mor',
  'ach,ber,dane,ek,fort,gil,hurst,ov',
);

/** Towns that don't exist, and things that do. 48 answers each, each one word. */
export const relations: readonly Relation[] = [
  {
    name: 'town',
    wordings: lines(`
      Where does {} live?
      Which town is the home of {}?`),
    answers: names('Ost,Var,Wen,Zel,Nim,Pra', 'bruck,dale,ford,holm,mere,stad,thorpe,wick'),
  },
  {
    name: 'trade',
    wordings: lines(`
      What does {} do for a living?
      Which trade has {} learned?`),
    answers: list(`
      baker barber brewer butcher carpenter carter clerk cobbler cook cooper dancer dentist doctor driver drummer dyer
      farmer fisher gardener glazier goldsmith grocer hatter hunter jeweller judge lawyer locksmith mason miller miner
      painter pilot plumber poet potter printer sailor sculptor shepherd singer smith tailor tanner teacher trader
      weaver writer`),
  },
  {
    name: 'animal',
    wordings: lines(`
      Which animal does {} keep?
      What creature lives with {}?`),
    answers: list(`
      badger bat bear beaver bee camel canary cat cow crab crow deer dog donkey dove duck eagle falcon ferret fox frog
      goat goose hare hawk hedgehog hen heron horse lizard llama magpie mole mouse mule newt otter owl parrot pigeon
      pony rabbit raven sheep snail swan tortoise turkey`),
  },
  {
    name: 'dish',
    wordings: lines(`
      What does {} like to eat?
      Which food is the favourite of {}?`),
    answers: list(`
      almonds apples apricots artichokes asparagus bacon beans beetroot bread butter cabbage cake carrots celery cheese
      cherries chestnuts cucumber dates dumplings eggs figs grapes ham honey leeks lemons lentils melons mushrooms
      noodles nuts olives onions oranges pancakes pasta peaches pears peas plums porridge potatoes radishes rice salad
      soup spinach`),
  },
];
