import { compareCodePoints } from '../../../base/compare-code-points.js';

/** Orders tensor names part by part, numbers by their value: `layers.2.…` comes before `layers.10.…`. */
export function compareNatural(a: string, b: string): number {
  const partsA = a.split('.');
  const partsB = b.split('.');
  for (const [i, partA] of partsA.entries()) {
    const partB = partsB[i];
    if (partB === undefined) {
      return 1;
    }
    const order = comparePart(partA, partB);
    if (order !== 0) {
      return order;
    }
  }
  return partsA.length - partsB.length;
}

function comparePart(a: string, b: string): number {
  const isNumber = /^\d{1,15}$/;
  const byValue = isNumber.test(a) && isNumber.test(b) ? Number(a) - Number(b) : 0;
  return byValue === 0 ? compareCodePoints(a, b) : byValue;
}
