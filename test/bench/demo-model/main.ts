// What the committed demo model knows: `npm run bench -- demo-model [--model FOLDER] [--world SEED] [--questions N]`.
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { ZIPF_PEOPLE, ZIPF_SEEN, zipfWorld } from '../../../src/ml/data/zipf/zipf-world.js';
import { zipfQuestions, type ZipfContext } from '../../../src/ml/data/zipf/zipf-questions.js';
import { countRight, openAnswerer } from '../../rig/answer-questions.js';

const root = process.env['MODELSMITH_ROOT'] ?? process.cwd();
const { values } = parseArgs({
  options: {
    model: { type: 'string', default: path.join(root, 'media', 'demo-model') },
    world: { type: 'string', default: '1' },
    questions: { type: 'string', default: '200' },
  },
});
const SEEDS = [1, 2, 3];
const groups = [
  { name: 'head', ranks: [0, 100] },
  { name: 'middle', ranks: [100, ZIPF_SEEN] },
  { name: 'tail', ranks: [ZIPF_SEEN, ZIPF_PEOPLE] },
] as const;
const contexts: readonly ZipfContext[] = ['none', 'unrelated', 'helpful', 'misleading'];
/** Share of right answers that an earlier trial had reached. */
const trial: Readonly<Record<string, number>> = {
  'head none': 0.94,
  'tail none': 0.01,
  'tail helpful': 0.73,
  'head misleading': 0.4,
};

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`.padStart(8);
const answer = await openAnswerer(path.resolve(values.model));
const world = zipfWorld(Number(values.world));
const count = Number(values.questions);
console.log(`${values.model}: ${String(count)} questions a seed, seeds ${SEEDS.join(', ')}, world ${values.world}`);
console.log(`${'people'.padEnd(18)}${'context'.padEnd(12)}${'right'.padStart(8)}  by seed                    trial`);
for (const { name, ranks } of groups) {
  for (const context of contexts) {
    const shares: number[] = [];
    for (const seed of SEEDS) {
      const right = await countRight(answer, zipfQuestions(world, { seed, ranks, context, count }));
      shares.push(right / count);
    }
    const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
    const people = `${name} ${String(ranks[0])}-${String(ranks[1] - 1)}`;
    const told = trial[`${name} ${context}`];
    console.log(
      `${people.padEnd(18)}${context.padEnd(12)}${percent(mean)}  ${shares.map(percent).join('')}   ${told === undefined ? '' : percent(told)}`,
    );
  }
}
