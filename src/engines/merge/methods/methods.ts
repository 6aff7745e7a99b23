import type { MergeMethod } from '../tensor-merge.js';
import { dareLinear, dareTies } from './dare.js';
import { linear } from './linear.js';
import { pcb } from './pcb.js';
import { slerp } from './slerp.js';
import { taskArithmetic } from './task-arithmetic.js';
import { ties } from './ties.js';

const all: readonly MergeMethod[] = [dareLinear, dareTies, linear, pcb, slerp, taskArithmetic, ties];

/** Every method of merging, by the name it has in an experiment file. */
export const methods: ReadonlyMap<string, MergeMethod> = new Map(all.map((method) => [method.name, method]));
