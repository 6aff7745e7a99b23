/** The place of the right option: numbers are places; a text is an option, else a letter (A, B …), else the digits of a place. */
export function placeOfAnswer(answer: unknown, options: readonly string[]): number | undefined {
  const asPlace = (place: number): number | undefined =>
    Number.isInteger(place) && place >= 0 && place < options.length ? place : undefined;
  if (typeof answer === 'number' || typeof answer === 'bigint') {
    return asPlace(Number(answer));
  }
  if (typeof answer !== 'string') {
    return undefined;
  }
  const text = answer.trim();
  const same = options.findIndex((option) => option.trim() === text);
  if (same >= 0) {
    return same;
  }
  if (/^[A-Za-z]$/.test(text)) {
    return asPlace(text.toUpperCase().charCodeAt(0) - 'A'.charCodeAt(0));
  }
  return /^\d{1,3}$/.test(text) ? asPlace(Number(text)) : undefined;
}
