/** What the stability engine says besides the common events; everything else is derived from these (`protocol/stability.ts`). */
import * as z from 'zod';

/** What will be compared; emitted once, before the first cell. */
export const stabilityBegunSchema = z.object({
  type: z.literal('stability/begun'),
  tasks: z.array(z.object({ name: z.string(), network: z.string(), data: z.string(), steps: z.int().min(1) })).min(1),
  /** Those under test, in the order of the file. */
  optimizers: z.array(z.string()).min(1),
  seeds: z.array(z.int().min(0)).min(1),
  /** The grid over which Adam is tuned. */
  learningRates: z.array(z.number().gt(0)).min(1),
  metric: z.string(),
  maximize: z.boolean(),
  /** How far, relative to the best tuned Adam, a success may fall short: 0.05 is 5 %. */
  margin: z.number().min(0),
});
export type StabilityBegun = z.infer<typeof stabilityBegunSchema>;

/** One training of the comparison is done. */
export const stabilityCellSchema = z.object({
  type: z.literal('stability/cell'),
  task: z.string(),
  optimizer: z.string(),
  /** Where the optimizer is the tuned Adam: the learning rate of the grid. */
  learningRate: z.number().gt(0).optional(),
  seed: z.int().min(0),
  /** The final metric on the test set; absent where training diverged. */
  value: z.number().optional(),
  /** The step at which it diverged. */
  divergedAt: z.int().min(1).optional(),
  /** The metric on the validation set every `curveEvery` steps, null where it isn't finite: steps to a target are read off it. */
  curveEvery: z.int().min(1),
  curve: z.array(z.number().nullable()).max(1000),
  seconds: z.number().min(0),
});
export type StabilityCell = z.infer<typeof stabilityCellSchema>;

export const stabilityRecordSchema = z.discriminatedUnion('type', [stabilityBegunSchema, stabilityCellSchema]);
