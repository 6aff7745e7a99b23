import type { StabilitySummary } from '../../../src/protocol/stability-summary.js';
import { specified } from './tasks.js';

/** The comparison as Markdown: stability beside the specification's, and the gap to tuned Adam on every task. */
export function formatTable({ optimizers, tasks }: StabilitySummary): string {
  const order = [...optimizers].sort((a, b) => b.successes - a.successes || (b.meanGap ?? -1) - (a.meanGap ?? -1));
  const head = ['', 'successes', 'specification (other tasks)', 'mean gap', ...tasks.map(({ task }) => task.name)];
  const rows = order.map(({ name, successes, settled, meanGap, cells }) => [
    name,
    `${String(successes)}/${String(settled)}`,
    specified[name] ?? '',
    meanGap === undefined ? '' : points(meanGap),
    ...cells.map(({ diverged, success, relativeGap }) =>
      diverged > 0 ? '✗ diverged' : `${success === true ? '✓' : '✗'} ${points(relativeGap ?? Number.NaN)}`,
    ),
  ]);
  const tuned = [
    'Adam, tuned: accuracy',
    '',
    '',
    '',
    ...tasks.map(({ tuned: adam }) =>
      adam === undefined ? 'diverged' : `${adam.mean.toFixed(3)} at ${String(adam.learningRate)}`,
    ),
  ];
  const share = [
    'Adam succeeds on',
    '',
    '',
    '',
    ...tasks.map(({ gridShare = 0 }) => `${(100 * gridShare).toFixed(0)} % of its grid`),
  ];
  return [head, head.map(() => '---'), ...rows, tuned, share].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

const points = (share: number): string => `${share < 0 ? '−' : '+'}${(100 * Math.abs(share)).toFixed(1)} %`;
