/**
 * A curve of any length in bounded memory: as many points as there were values up to `MOST_POINTS`, and from there on two
 * neighbours become one, again and again, with their mean, lowest and highest value.
 */

/** The most points of one curve: about 16 for every pixel of a wide screen, so zooming in finds more for a good while. */
export const MOST_POINTS = 65_536;

/** One measured value, or some neighbours together. */
export interface Point {
  /** The optimizer step of the (last) value. */
  readonly step: number;
  /** Seconds since the run began, without the time between its attempts. */
  readonly seconds: number;
  /** The mean of the values, and their lowest and highest. */
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** How many values are in it. */
  readonly count: number;
  /** Where the last of them stands in the log. */
  readonly seq: number;
}

export interface Series {
  /** Steps never fall. */
  readonly points: readonly Point[];
  /** How many values a full point holds: 1, 2, 4, … */
  readonly stride: number;
}

/** The points after one more value. The list given is the caller's own and is written to; the one returned takes its place. */
export function appendPoint(
  points: Point[],
  stride: number,
  { value, mostPoints = MOST_POINTS }: { readonly value: Point; readonly mostPoints?: number },
): { readonly points: Point[]; readonly stride: number } {
  const last = points.at(-1);
  if (last !== undefined && last.count < stride) {
    points[points.length - 1] = together(last, value);
    return { points, stride };
  }
  points.push(value);
  return points.length < mostPoints ? { points, stride } : { points: halved(points), stride: stride * 2 };
}

/** What is left of a curve when everything after an event of the log is dropped; a point that lies across it is dropped whole. */
export function cutSeries({ points, stride }: Series, from: number): Series {
  return { points: points.filter(({ seq }) => seq <= from), stride };
}

function halved(points: readonly Point[]): Point[] {
  const half: Point[] = [];
  for (let i = 0; i < points.length; i += 2) {
    const [one, two] = [points[i], points[i + 1]];
    if (one !== undefined) {
      half.push(two === undefined ? one : together(one, two));
    }
  }
  return half;
}

function together(one: Point, two: Point): Point {
  const count = one.count + two.count;
  return {
    step: two.step,
    seconds: two.seconds,
    // Of shares, not of sums: two large values must not become infinite.
    value: one.value * (one.count / count) + two.value * (two.count / count),
    low: Math.min(one.low, two.low),
    high: Math.max(one.high, two.high),
    count,
    seq: two.seq,
  };
}
