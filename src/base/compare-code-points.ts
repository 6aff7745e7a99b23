/**
 * Orders strings by code point, as the checkpoints' tools do. JavaScript's own order is by UTF-16 unit, which puts
 * characters beyond U+FFFF before those from U+E000 on.
 */
export function compareCodePoints(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  for (let i = 0; i < shorter; i++) {
    const unitA = a.charCodeAt(i);
    const unitB = b.charCodeAt(i);
    if (unitA !== unitB) {
      const bothHigh = unitA >= 0xd800 && unitB >= 0xd800;
      return bothHigh ? surrogatesLast(unitA) - surrogatesLast(unitB) : unitA - unitB;
    }
  }
  return a.length - b.length;
}

/** Moves the surrogates (U+D800 to U+DFFF) behind the rest of the units from U+D800 on. */
function surrogatesLast(unit: number): number {
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}
