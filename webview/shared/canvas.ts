import { viewTexts } from '../../src/base/texts/views.js';

/** Gives a canvas a size in CSS pixels and as many real ones as the screen has; returns its context in CSS pixels. */
export function sizeCanvas(canvas: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D | null {
  const ratio = window.devicePixelRatio || 1;
  const [real, realHeight] = [Math.max(1, Math.round(width * ratio)), Math.max(1, Math.round(height * ratio))];
  if (canvas.width !== real || canvas.height !== realHeight) {
    canvas.width = real;
    canvas.height = realHeight;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  const context = canvas.getContext('2d');
  context?.setTransform(real / Math.max(1, width), 0, 0, realHeight / Math.max(1, height), 0, 0);
  return context;
}

/** The picture on a canvas as the bytes of a PNG file. */
export async function canvasToPng(canvas: HTMLCanvasElement): Promise<Uint8Array> {
  const blob = await new Promise<Blob | null>((resolve) => {
    canvas.toBlob(resolve, 'image/png');
  });
  if (blob === null) {
    throw new Error(viewTexts.noPng());
  }
  return new Uint8Array(await blob.arrayBuffer());
}
