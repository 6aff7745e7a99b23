// Colours of an image of RGB bytes, in place, each step with bytes as its result.

/** The luma of ITU-R BT.601 in 16 bits after the point, rounded: a byte. */
export function lumaOf(red: number, green: number, blue: number): number {
  return (19595 * red + 38470 * green + 7471 * blue + 32768) >> 16;
}

/** x <- factor x. */
export function changeBrightness(image: Uint8Array, factor: number): void {
  for (let i = 0; i < image.length; i++) {
    image[i] = cutOff(factor * image[i]);
  }
}

/** x <- a + factor (x - a), with a the rounded mean luma of the image. */
export function changeContrast(image: Uint8Array, factor: number): void {
  let sum = 0;
  for (let i = 0; i < image.length; i += 3) {
    sum += lumaOf(image[i], image[i + 1], image[i + 2]);
  }
  const mean = Math.floor((3 * sum) / image.length + 0.5);
  for (let i = 0; i < image.length; i++) {
    image[i] = cutOff(mean + factor * (image[i] - mean));
  }
}

/** x <- a + factor (x - a), with a the luma of each pixel. */
export function changeSaturation(image: Uint8Array, factor: number): void {
  for (let i = 0; i < image.length; i += 3) {
    const luma = lumaOf(image[i], image[i + 1], image[i + 2]);
    for (let channel = i; channel < i + 3; channel++) {
      image[channel] = cutOff(luma + factor * (image[channel] - luma));
    }
  }
}

/**
 * Moves the hue by a share of the circle, -.5 to .5: through HSV in bytes. With d = max - min, rc = (max - R) / d, gc
 * and bc likewise: h = fmod((bc - gc if R is the max, else 2 + rc - bc if G is, else 4 + gc - rc) / 6 + 1, 1).
 */
export function changeHue(image: Uint8Array, share: number): void {
  const f = Math.fround;
  const moved = Math.trunc(255 * share);
  for (let i = 0; i < image.length; i += 3) {
    const red = image[i];
    const green = image[i + 1];
    const blue = image[i + 2];
    const most = Math.max(red, green, blue);
    const span = most - Math.min(red, green, blue);
    let hue = 0;
    let saturation = 0;
    if (span > 0) {
      const rc = f((most - red) / span);
      const gc = f((most - green) / span);
      const bc = f((most - blue) / span);
      // What is kept is a float, what lies between a double: so PIL's bytes come out.
      const sixth = f(red === most ? bc - gc : green === most ? 2 + rc - bc : 4 + gc - rc);
      hue = Math.trunc(255 * f((sixth / 6 + 1) % 1));
      saturation = Math.trunc(255 * f(span / most));
    }
    putHsv(image, i, (((hue + moved) % 256) + 256) % 256, saturation, most);
  }
}

/** e = 6 H / 255, i = floor(e) mod 6, f = e - floor(e); p, q, t = round(v (1 - s)), round(v (1 - s f)), round(v (1 - s (1 - f))). */
function putHsv(image: Uint8Array, at: number, hue: number, saturation: number, value: number): void {
  const f = Math.fround;
  const e = (6 * hue) / 255;
  const floor = Math.floor(e);
  const part = f(e - floor);
  const s = f(saturation / 255);
  const p = Math.round(value * (1 - s));
  const q = Math.round(value * (1 - s * part));
  const t = Math.round(value * (1 - s * (1 - part)));
  const sector = floor % 6;
  image[at] = sector === 0 || sector === 5 ? value : sector === 1 ? q : sector === 4 ? t : p;
  image[at + 1] = sector === 1 || sector === 2 ? value : sector === 0 ? t : sector === 3 ? q : p;
  image[at + 2] = sector === 3 || sector === 4 ? value : sector === 2 ? t : sector === 5 ? q : p;
}

/** To a whole number, towards 0, and into 0..255. */
function cutOff(value: number): number {
  const whole = Math.trunc(value);
  return whole < 0 ? 0 : whole > 255 ? 255 : whole;
}
