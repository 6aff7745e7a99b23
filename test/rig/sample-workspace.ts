import * as path from 'node:path';
import { makeSampleWorkspace } from '../../src/ml/data/make-sample-workspace.js';
import { nodeFiles } from '../../src/worker/node-files.js';
import { projectRoot } from './project-root.js';

/** Makes the sample workspace in a folder: what a user gets by *Create sample workspace*. */
export async function sampleWorkspace(folder: string): Promise<void> {
  const media = path.join(projectRoot, 'media', 'sample');
  await makeSampleWorkspace(nodeFiles, media, folder, { signal: new AbortController().signal });
}
