/** What the bytes of an image (RGBA) say of it. */
export interface PixelFacts {
  /** Red, green and blue are the same everywhere. */
  readonly isGrey: boolean;
  readonly isOpaque: boolean;
  /** Difference between the largest and the least colour value. */
  readonly span: number;
}

export function pixelFacts(rgba: Uint8Array): PixelFacts {
  let isGrey = true;
  let isOpaque = true;
  let least = 255;
  let most = 0;
  for (let i = 0; i < rgba.length; i += 4) {
    const red = rgba[i];
    const green = rgba[i + 1];
    const blue = rgba[i + 2];
    isGrey = isGrey && red === green && green === blue;
    isOpaque = isOpaque && rgba[i + 3] === 255;
    least = Math.min(least, red, green, blue);
    most = Math.max(most, red, green, blue);
  }
  return { isGrey, isOpaque, span: most - least };
}

/** Red, green and blue of RGBA bytes. */
export function dropAlpha(rgba: Uint8Array): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array((rgba.length / 4) * 3);
  for (let from = 0, into = 0; from < rgba.length; from += 4, into += 3) {
    out[into] = rgba[from];
    out[into + 1] = rgba[from + 1];
    out[into + 2] = rgba[from + 2];
  }
  return out;
}
