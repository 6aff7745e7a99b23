import { adamStep } from './kernels/adam.js';
import { adamGStep } from './kernels/adamg.js';
import { adaptedStep, dAdaptMoments } from './kernels/dadapt-adam.js';
import { addScaled, moveBy, nesterovStep } from './kernels/linear.js';
import { prodigyMoments } from './kernels/prodigy.js';
import { isAllFinite, squaredDistance, squaredNorm } from './kernels/reductions.js';
import { scheduleFreeStep } from './kernels/schedule-free-adamw.js';

/** The loops over elements that update rules are made of: these, or SIMD ones that do the same. */
export const plainKernels = {
  adamGStep,
  adamStep,
  adaptedStep,
  addScaled,
  dAdaptMoments,
  isAllFinite,
  moveBy,
  nesterovStep,
  prodigyMoments,
  scheduleFreeStep,
  squaredDistance,
  squaredNorm,
} as const;

export type UpdateKernels = typeof plainKernels;
