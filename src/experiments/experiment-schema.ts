import * as z from 'zod';
import { commonSchema } from './common-schema.js';
import type { Kind } from './kind.js';

/** The whole schema of an experiment of a kind: `kind` and `action`, the common keys, and the kind's own. */
export function schemaOf(kind: Kind): z.ZodObject {
  const known = schemas.get(kind);
  if (known !== undefined) {
    return known;
  }
  const schema = makeSchema(kind);
  schemas.set(kind, schema);
  return schema;
}

/** Making one takes longer than reading a file. */
const schemas = new WeakMap<Kind, z.ZodObject>();

function makeSchema(kind: Kind): z.ZodObject {
  const [first, ...others] = kind.actions;
  return z.strictObject({
    kind: z.literal(kind.kind).describe('What the experiment does.'),
    ...(first === undefined
      ? {}
      : {
          action: z
            .enum([first, ...others])
            .default(first)
            .describe('Which job of the engine.'),
        }),
    ...commonSchema.shape,
    ...kind.schema.shape,
  });
}
