import type { ScheduleDescription } from '../../base/schedule-description.js';

/**
 * The factor on the learning rate at `step` = 1 … `steps`. Warm-up step k of w has k/w; the first step after it has 1, and
 * what falls would reach its end one step after the last, so that every step moves something.
 */
export function scheduleFactor(schedule: ScheduleDescription, step: number, steps: number): number {
  const { warmup } = schedule;
  if (step <= warmup) {
    return step / warmup;
  }
  const past = step - warmup - 1;
  const progress = Math.min(1, past / Math.max(1, steps - warmup));
  switch (schedule.name) {
    case 'constant':
      return 1;
    case 'linear':
      return 1 - (1 - schedule.end) * progress;
    case 'cosine':
      return schedule.end + ((1 - schedule.end) * (1 + Math.cos(Math.PI * progress))) / 2;
    case 'step':
      return schedule.factor ** Math.floor(past / schedule.every);
  }
}
