import type { ScheduleDescription } from '../../../base/schedule-description.js';
import type { TrainSpec } from '../spec/schema.js';

/** The schedule of an experiment with the settings that its name has. */
export function describeSchedule({ name, warmup, end, every, factor }: TrainSpec['schedule']): ScheduleDescription {
  switch (name) {
    case 'constant':
      return { name, warmup };
    case 'linear':
    case 'cosine':
      return { name, warmup, end };
    case 'step':
      return { name, warmup, every, factor };
  }
}
