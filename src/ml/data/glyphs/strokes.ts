/** A line through points of the unit square, x to the right and y downwards. */
export type Stroke = readonly (readonly [number, number])[];

/** An arc of a circle as a line through nine points; angles in turns, clockwise from the right. */
function arc(x: number, y: number, radius: number, [from, to]: readonly [number, number]): Stroke {
  return Array.from({ length: 9 }, (_, i) => {
    const angle = 2 * Math.PI * (from + ((to - from) * i) / 8);
    return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)] as const;
  });
}

/** Ten shapes of our own. Some differ by one stroke only, so that a distorted one is easily taken for another. */
const shapes: readonly (readonly Stroke[])[] = [
  // ring
  [arc(0.5, 0.5, 0.34, [0, 1])],
  // ring with a stem
  [
    arc(0.5, 0.36, 0.22, [0, 1]),
    [
      [0.5, 0.58],
      [0.5, 0.92],
    ],
  ],
  // flag
  [
    [
      [0.35, 0.92],
      [0.35, 0.1],
      [0.75, 0.26],
      [0.35, 0.44],
    ],
  ],
  // cross
  [
    [
      [0.5, 0.1],
      [0.5, 0.9],
    ],
    [
      [0.15, 0.5],
      [0.85, 0.5],
    ],
  ],
  // crossed diagonals
  [
    [
      [0.2, 0.15],
      [0.8, 0.85],
    ],
    [
      [0.8, 0.15],
      [0.2, 0.85],
    ],
  ],
  // triangle
  [
    [
      [0.5, 0.12],
      [0.87, 0.84],
      [0.13, 0.84],
      [0.5, 0.12],
    ],
  ],
  // zigzag
  [
    [
      [0.2, 0.16],
      [0.8, 0.16],
      [0.2, 0.84],
      [0.8, 0.84],
    ],
  ],
  // hook
  [[[0.72, 0.1], [0.72, 0.6], ...arc(0.48, 0.62, 0.24, [0, 0.5])]],
  // fork
  [
    [
      [0.5, 0.92],
      [0.5, 0.5],
      [0.18, 0.12],
    ],
    [
      [0.5, 0.5],
      [0.82, 0.12],
    ],
  ],
  // comb
  [
    [
      [0.78, 0.14],
      [0.25, 0.14],
      [0.25, 0.86],
      [0.78, 0.86],
    ],
    [
      [0.25, 0.5],
      [0.66, 0.5],
    ],
  ],
];

const short = (x: number, y: number, dx: number, dy: number): Stroke => [
  [x - dx, y - dy],
  [x + dx, y + dy],
];

/** Ten marks beside a shape that has become smaller; the first is none. */
const marks: readonly (readonly Stroke[])[] = [
  [],
  [short(0.5, 0.02, 0.12, 0)],
  [short(0.5, 0.98, 0.12, 0)],
  [short(0.02, 0.5, 0, 0.12)],
  [short(0.98, 0.5, 0, 0.12)],
  [short(0.06, 0.06, 0.07, -0.07)],
  [short(0.94, 0.06, 0.07, 0.07)],
  [short(0.06, 0.94, 0.07, 0.07)],
  [short(0.94, 0.94, 0.07, -0.07)],
  [short(0.5, 0.02, 0.3, 0), short(0.5, 0.98, 0.3, 0)],
];

/** How much smaller a shape is that may have a mark. */
const MARKED_SCALE = 0.68;

/** The strokes of a class: ten shapes, or each of them with each of ten marks (class = 10 shape + mark). */
export function glyphStrokes(label: number, classes: 10 | 100): readonly Stroke[] {
  if (classes === 10) {
    return shapes[label] ?? [];
  }
  const shape = shapes[Math.floor(label / 10)] ?? [];
  const smaller = shape.map((stroke) =>
    stroke.map(([x, y]) => [0.5 + MARKED_SCALE * (x - 0.5), 0.5 + MARKED_SCALE * (y - 0.5)] as const),
  );
  return [...smaller, ...(marks[label % 10] ?? [])];
}
