import { ModelsmithError, problem, type Problem } from '../../base/errors.js';
import type { Evaluation, RunContext } from '../../base/ports.js';
import { bestOf } from '../../ml/search/differential-evolution.js';
import { drawsOf, type Draws } from '../../ml/search/draws.js';
import type { IndividualId } from '../../ml/search/lineage.js';
import { isMaximized } from '../../protocol/evaluate.js';
import type { EmittedEvent } from '../../protocol/events.js';
import type { AlgorithmTrial, GenerationTools } from './algorithms/algorithm.js';
import {
  emptyState,
  type Best,
  type EvolveState,
  type JudgedRival,
  type PartScore,
  type Recipe,
  type Rival,
} from './evolve-state.js';
import { EvolutionTeller } from './evolution-teller.js';
import type { EvolveChosen, RivalRecord } from './events.js';
import { FitnessScores } from './fitness-scores.js';
import { judgeRivals } from './judge-rivals.js';
import { parallelOf } from './parallel-of.js';
import type { Evolution } from './prepare.js';
import { isRestartDue, reasonToEnd } from './reason-to-end.js';
import { remarksOn } from './remarks.js';
import { mostRivals, plannedRivals } from './rivals.js';
import type { Scored } from './scorer.js';
import type { RunFacts } from './run-facts.js';
import type { EvolveSpec } from './spec/schema.js';

type Context = RunContext<EmittedEvent>;

export interface EvolutionRunOptions {
  readonly context: Context;
  /** Where an earlier attempt stood. */
  readonly kept: EvolveState | undefined;
  /** Most that candidates and members may take of the disk. */
  readonly diskBytes: number;
}

/** One attempt at an evolution: its state from generation to generation. */
export class EvolutionRun {
  private state: EvolveState;
  private readonly scores: FitnessScores;
  private readonly teller: EvolutionTeller;
  private readonly draws: Draws;
  private readonly started = performance.now();
  private readonly maximize: boolean;
  /** Populations are scored as what they merge to. */
  private readonly isMerged: boolean;
  /** The population that a trial was scored with, until it is told. */
  private readonly mergedWith = new Map<IndividualId, readonly IndividualId[]>();

  constructor(
    private readonly spec: EvolveSpec,
    private readonly evolution: Evolution,
    private readonly options: EvolutionRunOptions,
  ) {
    const { context, kept, diskBytes } = options;
    const { algorithm, world } = evolution;
    this.state = kept ?? emptyState(algorithm.begin([], []));
    this.draws = drawsOf(context.random('evolve/search'), this.state.drawn);
    this.maximize = spec.individuals.type !== 'points' && (spec.evaluate === undefined || isMaximized(spec.evaluate));
    this.isMerged = world.mergedCandidate !== undefined;
    const { maximize, isMerged } = this;
    this.scores = new FitnessScores({
      evolution,
      context,
      maximize,
      parallel: parallelOf(spec, world.candidateBytes, diskBytes),
      onScored: (evaluation) => {
        this.count(evaluation);
      },
    });
    this.teller = new EvolutionTeller({
      spec,
      evolution,
      emit: context.emit,
      scores: this.scores,
      maximize,
      isMerged,
    });
  }

  get facts(): RunFacts {
    const { best, validation, generation, evaluations } = this.state;
    return { best, validation: validation?.score, generations: generation, evaluations };
  }

  get chosen(): Best | undefined {
    return this.state.best;
  }

  /** Scores the population at the start, and what it has to be measured by. */
  async begin(): Promise<void> {
    const { emit } = this.options.context;
    this.teller.beginning();
    emit({ type: 'phase', phase: 'evolve/originals' });
    await this.startPopulation(false);
    await this.look();
    this.teller.generation(this.state, { trials: [], isRestart: false, diversity: await this.diversity([]) });
    await this.scoreRivals();
    emit({ type: 'phase', phase: 'evolve/evolving' });
    await this.save();
  }

  /** Whether there is another generation; says why not. */
  async goesOn(): Promise<boolean> {
    const { state, spec } = this;
    if (state.end !== undefined) {
      return false;
    }
    const { algorithm, world } = this.evolution;
    const trials = algorithm.trials + (isRestartDue(spec, state) ? world.originals.length : 0);
    const reason = reasonToEnd(spec, state, { trials, seconds: this.seconds() });
    if (reason !== undefined) {
      this.state = { ...state, end: reason };
      if (state.best !== undefined) {
        const individuals = [...state.best.individuals];
        this.options.context.emit({ type: 'evolve/chosen', individuals, reason } satisfies EvolveChosen);
      }
      await this.save();
    }
    return reason === undefined;
  }

  /** Makes a generation, looks at the validation part, and keeps all of it. */
  async generation(): Promise<void> {
    const { spec, evolution } = this;
    const { world, algorithm } = evolution;
    this.options.context.signal.throwIfAborted();
    const before = this.state.best?.fitness;
    const isRestart = isRestartDue(spec, this.state);
    if (isRestart) {
      await this.startPopulation(true);
      this.state = { ...this.state, restarts: this.state.restarts + 1, sinceRestart: 0, stagnant: 0 };
    }
    const trials: AlgorithmTrial[] = [];
    const generation = this.state.generation + 1;
    const next = await algorithm.next(this.state.algorithm, this.tools(generation, trials));
    const isBetter = this.state.best?.fitness !== before;
    this.state = {
      ...this.state,
      generation,
      algorithm: next,
      stagnant: isBetter ? 0 : this.state.stagnant + 1,
      sinceRestart: isBetter ? 0 : this.state.sinceRestart + 1,
    };
    await this.look();
    this.teller.generation(this.state, { trials, isRestart, diversity: await this.diversity(trials) });
    await this.consolidate();
    world.keepOnly(this.living());
    await this.save();
    await world.sweep();
  }

  /** Scores the result and its rivals on the parts that nothing was chosen by. */
  async judge(best: Best): Promise<readonly JudgedRival[]> {
    if (this.state.judged !== undefined) {
      // An earlier attempt has told of them.
      return this.state.judged;
    }
    const { context } = this.options;
    context.emit({ type: 'phase', phase: 'evolve/finishing' });
    const result: Rival = {
      role: 'result',
      label: '',
      values: {},
      recipe: this.recipeOf(best),
      fitness: best.score,
    };
    const judged = await judgeRivals([...this.state.rivals, result], {
      spec: this.spec,
      seed: context.seed,
      score: (rival, part) => this.scores.score(rival.recipe, part),
      maximize: this.maximize,
    });
    for (const { record } of judged) {
      context.emit({ ...record } satisfies RivalRecord);
    }
    const { scored } = this.state;
    // What was counted on and not needed is over, too.
    context.emit({ type: 'progress', done: scored, total: scored, unit: 'evaluations' });
    this.state = { ...this.state, judged };
    await this.save();
    return judged;
  }

  /** The context for writing the result, whose own snapshot stands within that of the run. */
  resultContext(): Context {
    const { context } = this.options;
    const keep = async (result: unknown): Promise<void> => {
      this.state = { ...this.state, result };
      await this.save();
    };
    return {
      ...context,
      snapshot: {
        latest: async () => Promise.resolve(this.state.result),
        save: keep,
        discard: () => keep(undefined),
      },
    };
  }

  /** What its user should know of the result besides its scores. */
  remarks(rivals: readonly JudgedRival[]): readonly Problem[] {
    return remarksOn(this.spec, this.state, { rivals, maximize: this.maximize });
  }

  /** Scores the originals and begins the algorithm with them; after a stagnation their scores are remembered. */
  private async startPopulation(isRestart: boolean): Promise<void> {
    const { world, algorithm, labels } = this.evolution;
    const { originals } = world;
    let fitness: readonly number[] = [];
    if (!this.isMerged || (this.spec.baselines && !isRestart)) {
      fitness = await this.fitnessOf(originals);
    }
    if (!isRestart) {
      for (const [slot, id] of originals.entries()) {
        const label = labels[slot];
        const told = { generation: 0, slot, isAccepted: true };
        this.teller.individual(id, label === undefined ? told : { ...told, label });
      }
    }
    const merged = this.isMerged ? await this.mergedFitness(originals) : undefined;
    const begun = algorithm.begin(originals, merged === undefined ? fitness : [merged.fitness]);
    // As the algorithm compares it: Evolver rounds.
    const compared = begun.fitness.length > 0 ? begun.fitness : fitness;
    const index = bestOf(compared);
    const individuals = merged === undefined ? originals.slice(index, index + 1) : originals;
    const scored = merged === undefined ? this.scores.of(originals[index] ?? -1) : merged.scored;
    this.improve(individuals, compared[index] ?? Number.POSITIVE_INFINITY, scored);
    if (this.state.best === undefined && originals.length > 1) {
      // What ails one mostly ails them all.
      const [cause] = [scored, ...originals.map((id) => this.scores.of(id))].flatMap((one) => one?.problems ?? []);
      throw new ModelsmithError([problem('evolve-nothing-scored', {}), ...(cause === undefined ? [] : [cause])]);
    }
    for (const id of originals) {
      this.scores.forget(id);
    }
    this.state = { ...this.state, algorithm: begun };
  }

  private tools(generation: number, trials: AlgorithmTrial[]): GenerationTools {
    const { world } = this.evolution;
    return {
      space: world.space,
      draws: this.draws,
      evaluate: (ids) => this.fitnessOf(ids),
      evaluateMerged: this.isMerged
        ? async (population) => {
            const { fitness, scored } = await this.mergedFitness(population);
            // The trial is the newest of them.
            const child = Math.max(...population);
            this.scores.keep(child, scored);
            this.mergedWith.set(child, population);
            return fitness;
          }
        : undefined,
      add: (vector) => {
        if (world.add === undefined) {
          throw new RangeError('individuals are no vectors');
        }
        return world.add(vector);
      },
      onTrial: (trial) => {
        trials.push(trial);
        const { individual, isAccepted, index: slot, scale, rate } = trial;
        this.improve(this.mergedWith.get(individual) ?? [individual], trial.fitness, this.scores.of(individual));
        const rates = { ...(scale === undefined ? {} : { scale }), ...(rate === undefined ? {} : { rate }) };
        this.teller.individual(individual, { generation, slot, isAccepted, ...rates });
        this.scores.forget(individual);
        this.mergedWith.delete(individual);
      },
    };
  }

  private async fitnessOf(ids: readonly IndividualId[]): Promise<readonly number[]> {
    this.state = { ...this.state, evaluations: this.state.evaluations + ids.length };
    return this.scores.individuals(ids);
  }

  private async mergedFitness(
    ids: readonly IndividualId[],
  ): Promise<{ readonly fitness: number; readonly scored: Scored }> {
    this.state = { ...this.state, evaluations: this.state.evaluations + 1 };
    return this.scores.population(ids);
  }

  /** Keeps a candidate that is strictly better than all before. */
  private improve(individuals: readonly IndividualId[], fitness: number, scored: Scored | undefined): void {
    const evaluation = scored?.evaluation;
    if (evaluation !== undefined && fitness < (this.state.best?.fitness ?? Number.POSITIVE_INFINITY)) {
      this.state = { ...this.state, best: { individuals, fitness, score: this.scores.partScore(evaluation) } };
    }
  }

  private count(evaluation: Evaluation | undefined): void {
    const { scored, calls } = this.state;
    this.state = { ...this.state, scored: scored + 1, calls: calls + (evaluation?.calls ?? 0) };
    const total = Math.max(this.state.scored, this.totalEvaluations());
    this.options.context.emit({ type: 'progress', done: this.state.scored, total, unit: 'evaluations' });
  }

  /** All that may be asked for, if nothing ends it before: every generation may have another best to be validated. */
  private totalEvaluations(): number {
    const { algorithm, world, models } = this.evolution;
    const { spec } = this;
    const all = world.originals.length + spec.generations * algorithm.trials + (this.isMerged ? 1 : 0);
    const searched = Math.min(all, spec.budget.evaluations ?? all);
    const parts = (['validation', 'test'] as const).filter((part) => spec[part] !== undefined).length;
    const rivals = spec.individuals.type === 'points' || !spec.baselines ? 0 : mostRivals(spec, models.length);
    const judged = parts * (Math.min(4, rivals) + 1);
    return searched + rivals + judged + (spec.validation === undefined ? 0 : spec.generations + 1);
  }

  /** Scores the best on the validation part, where it is another one than last time. */
  private async look(): Promise<void> {
    const { best, validation, generation } = this.state;
    if (best === undefined || this.spec.validation === undefined) {
      return;
    }
    const of = best.individuals.join(' ');
    const known = validation?.of === of ? validation.score : undefined;
    const score = known ?? (await this.scores.score(this.recipeOf(best), 'validation'));
    if (score === undefined) {
      // What an earlier best had isn't this one's.
      this.state = { ...this.state, validation: validation && { ...validation, of, score } };
      return;
    }
    const peak = validation?.peak;
    const isPeak = peak === undefined || (this.maximize ? score.score > peak.score : score.score < peak.score);
    const now = { generation, score: score.score, fitness: best.score.score };
    this.state = { ...this.state, validation: { of, score, peak: isPeak ? now : peak } };
  }

  private recipeOf({ individuals }: Best): Recipe {
    return this.isMerged ? { type: 'population', ids: individuals } : { type: 'individual', id: individuals[0] ?? 0 };
  }

  /** Scores what the result will be measured by, by fitness. */
  private async scoreRivals(): Promise<void> {
    const { spec, evolution, maximize } = this;
    if (!spec.baselines || spec.individuals.type === 'points') {
      return;
    }
    this.options.context.emit({ type: 'phase', phase: 'evolve/rivals' });
    const score = (recipe: Recipe): Promise<PartScore | undefined> => this.scores.score(recipe, 'fitness');
    const rivals = await plannedRivals(spec, { evolution, maximize, score });
    this.teller.rivals(rivals);
    this.state = { ...this.state, rivals };
  }

  private seconds(): number {
    return (this.options.kept?.seconds ?? 0) + (performance.now() - this.started) / 1000;
  }

  private living(): readonly IndividualId[] {
    const { algorithm, best } = this.state;
    const { originals } = this.evolution.world;
    return [...new Set([...originals, ...algorithm.population, ...algorithm.others, ...(best?.individuals ?? [])])];
  }

  /** Writes the living down from time to time, where there is room. */
  private async consolidate(): Promise<void> {
    const { checkpoints } = this.evolution;
    const { individuals } = this.spec;
    const every = individuals.type === 'checkpoints' ? individuals.consolidate : 0;
    if (checkpoints === undefined || this.state.generation % every !== 0) {
      return;
    }
    const { context, diskBytes } = this.options;
    const living = this.living();
    const neededBytes = checkpoints.consolidationBytes(living);
    if (neededBytes > diskBytes) {
      const args = { neededBytes, freeBytes: diskBytes };
      context.emit({ type: 'log', level: 'info', problem: problem('evolve-not-consolidated', args, {}, 'warning') });
      return;
    }
    await checkpoints.consolidate(living);
  }

  private async diversity(trials: readonly AlgorithmTrial[]): Promise<number | undefined> {
    const { population } = this.state.algorithm;
    const of = population.length > 0 ? population : trials.map(({ individual }) => individual);
    return of.length < 2 ? undefined : this.evolution.world.diversity(of);
  }

  private async save(): Promise<void> {
    const world = this.evolution.world.kept();
    this.state = { ...this.state, world, drawn: this.draws.drawn, seconds: this.seconds() };
    await this.options.context.snapshot.save(this.state);
  }
}
