import * as path from 'node:path';
import type { RunContext } from '../../../base/ports.js';
import { randomStream } from '../../../base/random.js';
import type { IndividualId } from '../../../ml/search/lineage.js';
import type { EmittedEvent } from '../../../protocol/events.js';
import type { LayerStack } from '../../merge/resolution/layers.js';
import { runMerge } from '../../merge/run.js';
import type { MergeSpec, PlainMerge } from '../../merge/spec/schema.js';
import { mergeCandidate } from '../merge-candidate.js';
import { VectorWorld } from '../vector-world.js';
import type { PreparedCandidate } from '../world.js';
import { mergeOf, type Gene } from './gene.js';

type Context = RunContext<EmittedEvent>;

export interface MergeWorldOptions {
  readonly merge: PlainMerge;
  readonly genes: readonly Gene[];
  readonly stacks: readonly LayerStack[];
  readonly size: number;
  /** About what a candidate takes on the disk. */
  readonly candidateBytes: number;
  readonly context: Context;
  readonly kept: unknown;
  readonly card: () => string;
}

/**
 * Individuals that are the values of a merge: vectors in the unit cube, each coordinate a share of its gene's range, folded
 * back at the borders.
 */
export class MergeWorld extends VectorWorld {
  readonly candidateBytes: number;

  constructor(private readonly options: MergeWorldOptions) {
    const { genes, size, context, kept } = options;
    const stream = randomStream(context.seed, 'evolve/start');
    // The first one is what the file says; the others lie anywhere.
    const share = (index: number, gene: Gene, i: number): number =>
      index === 0 ? shareOf(gene) : stream.uniform(index * genes.length + i);
    super({
      bounds: { rule: 'reflect', low: 0, high: 1 },
      size,
      start: (index) => Float64Array.from(genes, (gene, i) => share(index, gene, i)),
      kept,
    });
    this.candidateBytes = options.candidateBytes;
  }

  async candidate(id: IndividualId, slot: number): Promise<PreparedCandidate> {
    return mergeCandidate(this.specOf(id), slot, this.options.context);
  }

  valuesOf(id: IndividualId): readonly number[] {
    const vector = this.vectors.vectorOf(id);
    return this.options.genes.map(({ from, to }, i) => from + (vector[i] ?? 0) * (to - from));
  }

  async sweep(): Promise<void> {
    const { files, artifacts } = this.options.context;
    await files.remove(path.join(artifacts, 'candidates'));
  }

  async write(
    chosen: readonly IndividualId[],
    context: Context,
  ): Promise<{ readonly output: string; readonly bytes: number }> {
    const { card } = this.options;
    let bytes = 0;
    const { output = '' } = await runMerge(
      this.specOf(chosen[0] ?? 0),
      {
        ...context,
        emit: (event) => {
          bytes = event.type === 'artifact' ? event.bytes : bytes;
        },
        dense: { append: (file, values) => ({ file, offset: 0, length: values.length }) },
      },
      { card: card() },
    );
    return { output, bytes };
  }

  private specOf(id: IndividualId): MergeSpec {
    const { merge, genes, stacks } = this.options;
    return mergeOf(merge, genes, this.valuesOf(id), stacks);
  }
}

/** Where a gene's search begins, as a share of its range. */
export function shareOf({ from, to, start }: Gene): number {
  return to > from ? (start - from) / (to - from) : 0;
}
