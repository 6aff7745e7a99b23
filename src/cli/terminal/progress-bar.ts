import type { Span } from './span.js';

/** A bar for a share between 0 and 1, with the percentage in figures. */
export function progressBar(share: number, cells: number): readonly Span[] {
  const within = Math.min(1, Math.max(0, share));
  const full = Math.floor(within * cells);
  return [
    { text: '━'.repeat(full), tone: 'good' },
    { text: '─'.repeat(cells - full), tone: 'quiet' },
    ` ${String(Math.floor(within * 100)).padStart(3)} %`,
  ];
}
