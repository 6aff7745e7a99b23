import { formatProblem } from '../../base/texts/format-problem.js';
import type { Problem } from '../../base/errors.js';
import { hostTexts } from '../../base/texts/host.js';
import { bytesText, figureText, phaseText } from '../../base/texts/runs.js';
import { commonEventSchema } from '../../protocol/events.js';
import type { CommonEvent, RunEvent } from '../../protocol/events.js';

/** A run's log in lines for people: what happened and when, without the engine's own records, which its view draws. */
export function logLines(events: readonly RunEvent[]): readonly string[] {
  const lines: string[] = [];
  let told = -1;
  for (const event of events) {
    const common = commonEventSchema.safeParse(event);
    if (!common.success) {
      continue;
    }
    if (common.data.type === 'phase' || common.data.type === 'resumed') {
      told = -1;
    }
    if (common.data.type === 'progress') {
      // Every tenth part is enough to see how fast it went.
      const tenth = Math.floor((common.data.done / common.data.total) * 10);
      if (!(tenth > told)) {
        continue;
      }
      told = tenth;
    }
    for (const [index, line] of eventText(common.data).split('\n').entries()) {
      lines.push(index === 0 ? `${timeOfDay(event.at)}  ${line}` : `              ${line}`);
    }
  }
  return lines;
}

function eventText(event: CommonEvent): string {
  switch (event.type) {
    case 'started':
      return hostTexts.logStarted(event.name, event.seed, event.backend);
    case 'phase':
      return phaseText(event.phase);
    case 'progress':
      return `  ${hostTexts.logProgress(event.done, event.total, event.unit)}`;
    case 'metric':
      return hostTexts.logMetric(event.name, event.step, event.value);
    case 'log':
      return event.level === 'warning'
        ? hostTexts.logWarning(problemLines(event.problem))
        : problemLines(event.problem);
    case 'artifact':
      return hostTexts.logArtifact(event.name, bytesText(event.bytes), event.path);
    case 'result':
      return [hostTexts.logResult(event.output), ...event.figures.map((figure) => `  ${figureText(figure)}`)].join(
        '\n',
      );
    case 'failed':
      return [hostTexts.logFailed(), ...event.problems.map((one) => problemLines(one))].join('\n');
    case 'resumed':
      return hostTexts.logResumed(event.from);
  }
}

/** A problem with what a notification has no room for: the stack or the last words of what broke. */
function problemLines(problem: Problem): string {
  const { arguments: args } = problem;
  const more = [
    'stack' in args && typeof args.stack === 'string' ? args.stack : '',
    'output' in args && typeof args.output === 'string' ? args.output : '',
  ];
  return [formatProblem(problem), ...more.filter((text) => text !== '')].join('\n');
}

function timeOfDay(ms: number): string {
  const at = new Date(ms);
  const digits = (value: number, width = 2): string => String(value).padStart(width, '0');
  return `${digits(at.getHours())}:${digits(at.getMinutes())}:${digits(at.getSeconds())}.${digits(at.getMilliseconds(), 3)}`;
}
