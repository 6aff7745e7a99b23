import type { Measured } from './measured.js';
import { subjects } from './subjects.js';

const seconds = (value: number): string => (value < 10 ? value.toFixed(1) : value.toFixed(0));
const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(0);
const ratio = (peer: number, ours: number): string => `${(peer / ours).toFixed(1)}x`;

/** What the issue asks of a row at 1.1 B, and whether the row has it. */
function verdict(row: Measured, all: readonly Measured[]): string {
  const target = subjects.find((one) => one.name === row.method)?.target;
  if (!target || row.size !== '1.1b') {
    return '';
  }
  const says = (name: string, met: boolean): string => `${name} ${met ? 'met' : 'missed'}`;
  const ties = all.find((one) => one.method === 'ties' && one.size === row.size);
  return [
    target.wall !== undefined && row.peer
      ? says(`wall ${String(target.wall)}x:`, row.peer.wallSeconds / row.ours.wallSeconds >= target.wall)
      : '',
    target.cpu !== undefined && row.peer
      ? says(`CPU ${String(target.cpu)}x:`, row.peer.cpuSeconds / row.ours.cpuSeconds >= target.cpu)
      : '',
    target.timesOurTies !== undefined && ties
      ? says(
          `${(row.ours.wallSeconds / ties.ours.wallSeconds).toFixed(1)} x our ties, at most ${String(target.timesOurTies)}:`,
          row.ours.wallSeconds / ties.ours.wallSeconds <= target.timesOurTies,
        )
      : '',
    says('memory 400 MB:', row.ours.peakBytes <= 400e6),
  ]
    .filter((one) => one !== '')
    .join('; ');
}

/** A Markdown table of `rows`; `all` is what ratios between our own methods look at. */
export function formatTable(rows: readonly Measured[], all: readonly Measured[]): string {
  const lines = rows.map((row) => {
    const { ours, peer } = row;
    const cells = [
      row.size,
      row.method,
      peer ? seconds(peer.wallSeconds) : '–',
      seconds(ours.wallSeconds),
      peer ? ratio(peer.wallSeconds, ours.wallSeconds) : '–',
      peer ? ratio(peer.wallSeconds + peer.syncSeconds, ours.wallSeconds + ours.syncSeconds) : '–',
      peer ? seconds(peer.cpuSeconds) : '–',
      seconds(ours.cpuSeconds),
      peer ? ratio(peer.cpuSeconds, ours.cpuSeconds) : '–',
      peer ? megabytes(peer.peakBytes) : '–',
      megabytes(ours.peakBytes),
      [...(peer ? [peer.load] : []), ours.load].map((load) => load.toFixed(1)).join(', '),
      row.equalShare === undefined ? '' : `${(100 * row.equalShare).toFixed(3)} %`,
      verdict(row, all),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return [
    '| size | method | mergekit wall s | ours | ratio | ratio until on the disk | mergekit CPU s | ours | ratio | mergekit peak MB | ours | load before each | equal to the bit | targets |',
    '|---|---|---|---|---|---|---|---|---|---|---|---|---|---|',
    ...lines,
  ].join('\n');
}
