import * as path from 'node:path';

/** The root of the working tree; scripts tell it to what they start, because bundles lie elsewhere. */
export const projectRoot = path.resolve(process.env['MODELSMITH_ROOT'] ?? '.');
