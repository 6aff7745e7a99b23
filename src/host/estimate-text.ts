import { hostTexts } from '../base/texts/host.js';
import { durationText } from '../base/texts/runs.js';

/** An estimated duration, NaN where there is none: no estimate is so good that parts of a second mean anything. */
export function estimateText(seconds: number): string {
  if (Number.isNaN(seconds)) {
    return hostTexts.unknownTime();
  }
  return seconds < 1 ? hostTexts.underASecond() : durationText(seconds);
}
