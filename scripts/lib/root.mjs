import * as path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the working tree. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
