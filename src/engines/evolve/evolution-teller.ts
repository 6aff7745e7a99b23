import type { RunContext } from '../../base/ports.js';
import type { IndividualId } from '../../ml/search/lineage.js';
import type { EmittedEvent } from '../../protocol/events.js';
import type { AlgorithmTrial } from './algorithms/algorithm.js';
import type { EvolveState, PartScore, Rival } from './evolve-state.js';
import type { GenerationRecord, IndividualRecord, RivalRecord } from './events.js';
import type { FitnessScores } from './fitness-scores.js';
import type { Evolution } from './prepare.js';
import type { EvolveSpec } from './spec/schema.js';

export interface TellerOptions {
  readonly spec: EvolveSpec;
  readonly evolution: Evolution;
  readonly emit: RunContext<EmittedEvent>['emit'];
  readonly scores: FitnessScores;
  readonly maximize: boolean;
  /** Populations are scored as what they merge to. */
  readonly isMerged: boolean;
}

/** Puts what happens in an evolution into records. */
export class EvolutionTeller {
  constructor(private readonly options: TellerOptions) {}

  beginning(): void {
    const { spec, evolution, isMerged, maximize, emit } = this.options;
    const { algorithm, individuals, merge } = spec;
    const parts = (['validation', 'test'] as const).filter((part) => spec[part] !== undefined);
    emit({
      type: 'evolve/begun',
      individuals: individuals.type,
      algorithm: algorithm.name,
      ...(merge === undefined ? {} : { method: merge.merge_method }),
      scoresPopulation: isMerged,
      isSynchronous:
        algorithm.name === 'jde' || algorithm.name === 'cma-es' || ('mode' in algorithm && algorithm.mode === 'sync'),
      size: evolution.size,
      generations: spec.generations,
      metric: individuals.type === 'points' ? individuals.function : (spec.evaluate?.metric ?? 'score'),
      maximize,
      parts: ['fitness', ...parts],
      genes: [...evolution.genes],
    });
  }

  individual(
    id: IndividualId,
    told: Pick<IndividualRecord, 'generation' | 'slot' | 'isAccepted'> &
      Partial<Pick<IndividualRecord, 'label' | 'scale' | 'rate'>>,
  ): void {
    const { evolution, scores, emit } = this.options;
    const { world } = evolution;
    const { evaluation, problems = [] } = scores.of(id) ?? {};
    const descent = world.descentOf(id);
    const values = world.valuesOf(id);
    const crossed = world.crossedOf(id);
    const { label, scale, rate, ...place } = told;
    const record: IndividualRecord = {
      type: 'evolve/individual',
      id,
      ...place,
      ...(label === undefined ? {} : { label }),
      ...(descent === undefined ? {} : { parent: descent.parent }),
      donor: descent?.donor.map((term) => ({ ...term })) ?? [],
      ...(scale === undefined ? {} : { scale }),
      ...(rate === undefined ? {} : { rate }),
      ...(crossed === undefined ? {} : { crossed }),
      ...(values === undefined ? {} : { values: [...values] }),
      ...(evaluation === undefined ? {} : { score: evaluation.score, ...intervalOf(scores.partScore(evaluation)) }),
      ...(evaluation === undefined ? {} : { scores: { ...evaluation.scores } }),
      isRemembered: evaluation?.isRemembered ?? false,
      seconds: evaluation?.seconds ?? 0,
      ...(problems.length === 0 ? {} : { problems: [...problems] }),
    };
    emit({ ...record });
  }

  generation(
    { algorithm, best, validation, generation, evaluations }: EvolveState,
    told: {
      readonly trials: readonly AlgorithmTrial[];
      readonly isRestart: boolean;
      readonly diversity: number | undefined;
    },
  ): void {
    const { isMerged, maximize, emit } = this.options;
    const { trials, isRestart, diversity } = told;
    const mean = meanOf(algorithm.fitness.filter((one) => Number.isFinite(one)));
    const scale = meanOf(trials.flatMap((trial) => trial.scale ?? []));
    const rate = meanOf(trials.flatMap((trial) => trial.rate ?? []));
    const record: GenerationRecord = {
      type: 'evolve/generation',
      generation,
      population: [...algorithm.population],
      ...(best === undefined ? {} : { bestScore: best.score.score, ...intervalOf(best.score) }),
      ...(best === undefined || isMerged ? {} : { best: best.individuals[0] ?? 0 }),
      ...(mean === undefined || isMerged ? {} : { meanScore: maximize ? -mean : mean }),
      ...(diversity === undefined ? {} : { diversity }),
      ...(scale === undefined ? {} : { scale }),
      ...(rate === undefined ? {} : { rate }),
      trials: trials.length,
      accepted: trials.filter(({ isAccepted }) => isAccepted).length,
      evaluations,
      ...(validation?.score === undefined ? {} : { validation: validation.score.score }),
      ...(validation?.score?.interval === undefined ? {} : { validationInterval: validation.score.interval }),
      isRestart,
    };
    emit({ ...record });
  }

  rivals(rivals: readonly Rival[]): void {
    for (const { role, label, values, fitness } of rivals) {
      const scores = [{ part: 'fitness' as const, score: fitness.score, ...intervalOf(fitness) }];
      this.options.emit({
        type: 'evolve/rival',
        role,
        label,
        values: { ...values },
        scores,
      } satisfies RivalRecord);
    }
  }
}

function intervalOf({ interval }: PartScore): { readonly interval?: { readonly low: number; readonly high: number } } {
  return interval === undefined ? {} : { interval: { ...interval } };
}

function meanOf(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
}
