import { adapterProblems } from './problems/adapters.js';
import { checkpointProblems } from './problems/checkpoints.js';
import { computeProblems } from './problems/compute.js';
import { dataProblems } from './problems/data.js';
import { evaluatorProblems } from './problems/evaluators.js';
import { evolutionProblems } from './problems/evolution.js';
import { experimentFileProblems } from './problems/experiment-files.js';
import { generalProblems } from './problems/general.js';
import { hubProblems } from './problems/hubs.js';
import { mergeInputProblems } from './problems/merge-inputs.js';
import { mergeSearchProblems } from './problems/merge-search.js';
import { mergeProblems } from './problems/merge.js';
import { networkProblems } from './problems/networks.js';
import { runProblems } from './problems/runs.js';
import { tokenizerProblems } from './problems/tokenizers.js';
import { trainingProblems } from './problems/training.js';
import { watermarkProblems } from './problems/watermarks.js';
import type { ProblemTexts } from './problem-text.js';

/**
 * The sentences of every error code, grouped like `error-codes.ts`: a new code gets its sentence in the group's file below
 * `problems/`. The type makes this complete: a code without a sentence doesn't compile.
 */
export const problemTexts: ProblemTexts = {
  ...generalProblems,
  ...adapterProblems,
  ...checkpointProblems,
  ...computeProblems,
  ...dataProblems,
  ...evaluatorProblems,
  ...evolutionProblems,
  ...experimentFileProblems,
  ...hubProblems,
  ...mergeProblems,
  ...mergeSearchProblems,
  ...networkProblems,
  ...runProblems,
  ...mergeInputProblems,
  ...tokenizerProblems,
  ...trainingProblems,
  ...watermarkProblems,
};
