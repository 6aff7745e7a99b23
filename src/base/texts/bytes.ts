const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** A size for people, in powers of ten with three digits: `999 B`, `1.23 kB`, `4.4 GB`. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  // 999.5 would be shown as "1000".
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? String(value) : String(Number(value.toPrecision(3)))} ${UNITS[unit] ?? ''}`;
}
