/**
 * Draws line segments (x0, y0, x1, y1 of the unit square each) of a width onto a square image: how much of a pixel is covered,
 * 0..1, by the distance of its middle to the nearest segment. `segments` is empty or a multiple of four long.
 */
export function drawStrokes(segments: Float32Array, width: number, side: number, out: Float32Array): void {
  const half = width / 2;
  for (let row = 0; row < side; row++) {
    const y = (row + 0.5) / side;
    for (let column = 0; column < side; column++) {
      const x = (column + 0.5) / side;
      let nearest = 4;
      for (let s = 0; s < segments.length; s += 4) {
        const dx = segments[s + 2] - segments[s];
        const dy = segments[s + 3] - segments[s + 1];
        const px = x - segments[s];
        const py = y - segments[s + 1];
        const length = dx * dx + dy * dy;
        const along = length > 0 ? (px * dx + py * dy) / length : 0;
        const clamped = along < 0 ? 0 : along > 1 ? 1 : along;
        const ex = px - clamped * dx;
        const ey = py - clamped * dy;
        const distance = ex * ex + ey * ey;
        if (distance < nearest) {
          nearest = distance;
        }
      }
      // One pixel of transition, half of it on either side of the edge.
      const covered = 0.5 + (half - Math.sqrt(nearest)) * side;
      out[row * side + column] = covered < 0 ? 0 : covered > 1 ? 1 : covered;
    }
  }
}
