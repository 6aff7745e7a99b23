import * as z from 'zod';
import type { Problem } from '../base/errors.js';

/** A problem as it is read back from an event or a message: the code is checked by whoever makes a sentence of it. */
export const problemSchema: z.ZodType<Problem> = z.custom<Problem>(
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    'code' in value &&
    typeof value.code === 'string' &&
    'where' in value &&
    typeof value.where === 'object',
);
