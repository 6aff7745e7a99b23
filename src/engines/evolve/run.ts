import { modelsmithError } from '../../base/errors.js';
import type { RunContext } from '../../base/ports.js';
import type { EngineResult } from '../../experiments/kind.js';
import type { EmittedEvent } from '../../protocol/events.js';
import { trainMembers } from './checkpoints/train-members.js';
import { diskLimit } from './disk-limit.js';
import { asEvolveState } from './evolve-state.js';
import { EvolutionRun } from './evolution-run.js';
import { evolutionCard } from './evolution-card.js';
import { prepareEvolution } from './prepare.js';
import { resultFigures } from './result-figures.js';
import type { EvolveSpec } from './spec/schema.js';

type Context = RunContext<EmittedEvent>;

/**
 * Evolves a population until its generations are made, its budget is used up or nothing gets better; then scores what was
 * chosen, and what it has to be measured by, on the other parts of the data, and writes it.
 */
export async function runEvolution(spec: EvolveSpec, context: Context): Promise<EngineResult> {
  const { snapshot, emit } = context;
  const { individuals } = spec;
  const transfer = individuals.type === 'checkpoints' ? individuals.transfer : undefined;
  const trained = transfer === undefined ? [] : await trainMembers(transfer, context);
  const kept = asEvolveState(await snapshot.latest());
  const diskBytes = await diskLimit(spec, context);
  const card = (): string => evolutionCard(spec, context, run.facts);
  const evolution = await prepareEvolution(spec, context, { kept: kept?.world, card, trained });
  const run = new EvolutionRun(spec, evolution, { context, kept, diskBytes });
  try {
    if (kept === undefined) {
      await run.begin();
    }
    while (await run.goesOn()) {
      await run.generation();
    }
    const chosen = run.chosen;
    if (chosen === undefined) {
      throw modelsmithError('evolve-nothing-scored', {});
    }
    const rivals = await run.judge(chosen);
    const written = await evolution.world.write(chosen.individuals, run.resultContext());
    if (written !== undefined) {
      emit({ type: 'artifact', name: 'model', path: written.output, bytes: written.bytes });
    }
    for (const remark of run.remarks(rivals)) {
      emit({ type: 'log', level: 'warning', problem: remark });
    }
    await evolution.world.sweep();
    await evolution.checkpoints?.discard();
    return {
      ...(written === undefined ? {} : { output: written.output }),
      figures: resultFigures(spec, run.facts, rivals),
    };
  } finally {
    await evolution.checkpoints?.close();
  }
}
