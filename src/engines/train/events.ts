/**
 * What the train engine says besides the common events. Curves are `metric` events whose step is the number of optimizer
 * steps made since the run began, over both stages of a transfer: `loss`, `accuracy` (of the training batches), `validation/<metric>`, `test/<metric>`, `learning-rate`,
 * `effective-step`, `firing-rate/<layer>`.
 */
import * as z from 'zod';
import { denseArraySchema } from '../../protocol/events.js';

const count = z.int().min(0);

/** A stage of training begins: once at the start, again for the target of a transfer. */
export const begunRecordSchema = z.object({
  type: z.literal('train/begun'),
  stage: z.enum(['source', 'target']),
  network: z.object({ type: z.string(), parameters: count, tensors: count }),
  data: z.object({
    name: z.string(),
    train: count,
    validation: count,
    test: count,
    classes: count.optional(),
  }),
  optimizer: z.string(),
  /** Optimizer steps before this stage, and those that it will make unless it stops early. */
  firstStep: count,
  steps: count,
  stepsPerEpoch: count,
});
export type BegunRecord = z.infer<typeof begunRecordSchema>;

/** An epoch has ended. */
export const epochRecordSchema = z.object({
  type: z.literal('train/epoch'),
  stage: z.enum(['source', 'target']),
  /** From 1 within the stage. */
  epoch: z.int().min(1),
  step: count,
});
export type EpochRecord = z.infer<typeof epochRecordSchema>;

/** A checkpoint was written. */
export const checkpointRecordSchema = z.object({
  type: z.literal('train/checkpoint'),
  name: z.string(),
  path: z.string(),
  step: count,
  epoch: count,
  isBest: z.boolean(),
  /** The validation score that made it the best; absent without validation. */
  score: z.number().optional(),
});
export type CheckpointRecord = z.infer<typeof checkpointRecordSchema>;

/** The spikes of one validation sample, at the end of an epoch. */
export const spikesRecordSchema = z.object({
  type: z.literal('train/spikes'),
  step: count,
  /** The example's number in the validation set, its class and what the network took it for. */
  sample: count,
  label: count,
  predicted: count,
  layers: z.array(
    z.object({
      name: z.string(),
      /** Neurons drawn, of those that there are; steps of time. */
      neurons: count,
      ofNeurons: count,
      steps: count,
      /** Share of neurons and steps that fired, 0..1, over the whole layer. */
      rate: z.number(),
      /** 0 or 1, [step][neuron]. */
      data: denseArraySchema,
    }),
  ),
});
export type SpikesRecord = z.infer<typeof spikesRecordSchema>;

/** An estimate of what one forward pass costs: additions at spikes against multiplications of the same network with ReLU. */
export const operationsRecordSchema = z.object({
  type: z.literal('train/operations'),
  step: count,
  synapticOperations: z.number().min(0),
  multiplyAccumulates: z.number().min(0),
});
export type OperationsRecord = z.infer<typeof operationsRecordSchema>;

export const trainRecordSchema = z.discriminatedUnion('type', [
  begunRecordSchema,
  epochRecordSchema,
  checkpointRecordSchema,
  spikesRecordSchema,
  operationsRecordSchema,
]);
