import type { OptimizerDescription } from '../../base/optimizer-description.js';
import { adaGradNorm } from './adagrad-norm.js';
import { adam } from './adam.js';
import { adamg } from './adamg.js';
import { dAdaptAdam } from './dadapt-adam.js';
import { dog } from './dog.js';
import { dowg } from './dowg.js';
import { prodigy } from './prodigy.js';
import { scheduleFreeAdamW } from './schedule-free-adamw.js';
import { sgd } from './sgd.js';
import type { StartingPoint, UpdateRule } from './update-rule.js';
import { withAverage } from './with-average.js';

/** The arithmetic of an optimizer, in the precision of the weights that it starts from. */
export function makeUpdateRule(description: OptimizerDescription, start: StartingPoint): UpdateRule {
  switch (description.name) {
    case 'sgd':
      return sgd(description, start);
    case 'adam':
    case 'adamw':
      return adam(description, start);
    case 'adamg':
      return adamg(description, start);
    case 'adagrad-norm':
    case 'gog':
      return adaGradNorm(description, start);
    case 'dog':
    case 'ldog': {
      const rule = dog(description, start);
      return description.average === null ? rule : withAverage(rule, description.average, start);
    }
    case 'dowg':
      return dowg(description, start);
    case 'dadapt-adam':
      return dAdaptAdam(description, start);
    case 'prodigy':
      return prodigy(description, start);
    case 'schedule-free-adamw':
      return scheduleFreeAdamW(description, start);
  }
}
