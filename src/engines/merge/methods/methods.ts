import type { MergeMethod } from '../tensor-merge.js';
import { arceeFusion } from './arcee-fusion.js';
import { breadcrumbs, breadcrumbsTies } from './breadcrumbs.js';
import { dareLinear, dareTies } from './dare.js';
import { della, dellaLinear } from './della.js';
import { fisher } from './fisher.js';
import { karcher } from './karcher.js';
import { linear } from './linear.js';
import { modelStock } from './model-stock.js';
import { multislerp } from './multislerp.js';
import { nearswap } from './nearswap.js';
import { nuslerp } from './nuslerp.js';
import { passthrough } from './passthrough.js';
import { pcb } from './pcb.js';
import { ram, ramPlus } from './ram.js';
import { regmean } from './regmean.js';
import { sce } from './sce.js';
import { slerp } from './slerp.js';
import { taskArithmetic } from './task-arithmetic.js';
import { ties } from './ties.js';

const all: readonly MergeMethod[] = [
  arceeFusion,
  breadcrumbs,
  breadcrumbsTies,
  dareLinear,
  dareTies,
  della,
  dellaLinear,
  fisher,
  karcher,
  linear,
  modelStock,
  multislerp,
  nearswap,
  nuslerp,
  passthrough,
  pcb,
  ram,
  ramPlus,
  regmean,
  sce,
  slerp,
  taskArithmetic,
  ties,
];

/** Every method of merging, by the name it has in an experiment file. */
export const methods: ReadonlyMap<string, MergeMethod> = new Map(all.map((method) => [method.name, method]));
