import type { RunHeader } from '../../../src/protocol/view-messages.js';

/** The header of a merge that succeeded. */
export function makeRunHeader(header: Partial<RunHeader> = {}): RunHeader {
  return {
    key: '/workspace/.modelsmith/runs/20260101t120000-math-code-german-0a1b2c3d',
    id: '20260101t120000-math-code-german-0a1b2c3d',
    kind: 'merge',
    name: 'math-code-german',
    status: 'succeeded',
    parameters: [
      { path: 'merge_method', value: 'pcb' },
      { path: 'parameters.ratio', value: 0.1 },
      { path: 'parameters.lambda', value: 1 },
      { path: 'seed', value: 7 },
    ],
    backend: 'plain',
    createdAt: 1_760_000_000_000,
    seconds: 84.3,
    output: '/workspace/merged',
    actions: ['reveal-output', 'show-log', 'open-experiment'],
    ...header,
  };
}
