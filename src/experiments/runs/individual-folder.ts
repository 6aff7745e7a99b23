import * as path from 'node:path';
import { runPaths } from './run-paths.js';

/** Where the model of an individual of an evolution is written when nobody names another place. */
export function individualFolder(runFolder: string, individual: number): string {
  return path.join(runPaths(runFolder).artifacts, `individual-${String(individual)}`);
}
