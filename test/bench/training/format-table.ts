import type { Measured } from './measured.js';

const milliseconds = (value: number): string => (value < 10 ? value.toFixed(2) : value.toFixed(0));

/** A Markdown table of CPU time a step, one thread. */
export function formatTable(rows: readonly Measured[]): string {
  const lines = rows.map(({ subject, backend, peerMs, oursMs, ratio, aim }) => {
    const verdict = aim === undefined ? '' : `at most ${String(aim)}: ${ratio <= aim ? 'met' : 'missed'}`;
    const cells = [subject, backend, milliseconds(peerMs), milliseconds(oursMs), ratio.toFixed(2), verdict];
    return `| ${cells.join(' | ')} |`;
  });
  return ['| step | backend | peer, CPU ms | ours | ratio | aim |', '|---|---|---|---|---|---|', ...lines].join('\n');
}
