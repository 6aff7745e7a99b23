/** Numbers and durations as the editor's language writes them. */
export interface Format {
  /** A number with a fixed count of decimals, so that a column of them stands in line; `signed` shows a plus, too. */
  number(value: number, decimals: number, options?: { readonly signed?: boolean }): string;
  /** A share 0..1 as per cent. */
  percent(share: number, decimals: number, options?: { readonly signed?: boolean }): string;
  /** A count in full, grouped: 1,234,567. */
  count(value: number): string;
  /** A count in few characters: 1.2M. */
  compact(value: number): string;
  /** A number of any size in few characters, for figures whose range isn't known. */
  figure(value: number): string;
}

/** The format of a language tag; one that the browser doesn't know falls back to English. */
export function createFormat(language: string): Format {
  const locale = Intl.NumberFormat.supportedLocalesOf(validTag(language))[0] ?? 'en';
  const made = new Map<string, Intl.NumberFormat>();
  const formatOf = (name: string, options: Intl.NumberFormatOptions): Intl.NumberFormat => {
    const format = made.get(name) ?? new Intl.NumberFormat(locale, options);
    made.set(name, format);
    return format;
  };
  const fixed = (style: 'decimal' | 'percent', decimals: number, signed: boolean): Intl.NumberFormat =>
    formatOf(`${style}-${decimals}-${signed}`, {
      style,
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
      signDisplay: signed ? 'exceptZero' : 'negative',
    });
  const compact = formatOf('compact', { notation: 'compact', maximumFractionDigits: 1 });
  const figure = formatOf('figure', { maximumSignificantDigits: 4 });
  const tiny = formatOf('tiny', { notation: 'scientific', maximumSignificantDigits: 4 });
  const whole = formatOf('whole', { maximumFractionDigits: 0 });
  return {
    number: (value, decimals, options) => fixed('decimal', decimals, options?.signed === true).format(value),
    percent: (share, decimals, options) => fixed('percent', decimals, options?.signed === true).format(share),
    count: (value) => whole.format(value),
    compact: (value) => compact.format(value),
    figure(value) {
      if (Number.isInteger(value)) {
        return (Math.abs(value) < 1e6 ? whole : compact).format(value);
      }
      return (Math.abs(value) < 1e-4 ? tiny : figure).format(value);
    },
  };
}

function validTag(language: string): string[] {
  try {
    return Intl.getCanonicalLocales(language);
  } catch {
    return [];
  }
}
