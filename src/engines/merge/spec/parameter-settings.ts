import * as z from 'zod';

/** A plain value of a merge parameter. */
export type Scalar = number | boolean | string;

/** One value for all layers, or a list that runs from the first layer to the last (spec: a gradient). */
export type ScalarOrGradient = Scalar | readonly Scalar[];

/** A value for the tensors whose names contain `filter`; no filter, null or `*` is any tensor. */
export interface ParameterFilter {
  readonly filter?: string | null | undefined;
  readonly value: ScalarOrGradient;
}

/** What stands behind a parameter's name in a file: a value, a gradient, or a list of filters of which the first match counts. */
export type ParameterSetting = ScalarOrGradient | readonly ParameterFilter[];

/** The parameters of one level (source, slice, module or top), by name. */
export type ParameterSettings = Readonly<Record<string, ParameterSetting | undefined>>;

/** True of a list of {filter, value}. */
export function isFilterList(value: ParameterSetting): value is readonly ParameterFilter[] {
  return Array.isArray(value) && value.some((entry) => typeof entry === 'object' && entry !== null);
}

/** The schema of a value of the given plain type, as a gradient of it, or as a filter list of either. */
export function parameterSettingSchema(scalar: z.ZodType<Scalar>): z.ZodType<ParameterSetting> {
  const gradient = z.array(scalar).min(1);
  const filter = z.strictObject({
    filter: z
      .union([z.string(), z.null()])
      .optional()
      .describe(
        'Part of a tensor name; the value holds for the tensors whose names contain it. Absent, null or * is any tensor.',
      ),
    value: z
      .union([scalar, gradient])
      .describe('A number, or a list of numbers that runs from the first layer to the last.'),
  });
  return z.union([scalar, gradient, z.array(filter).min(1)]);
}
