/** The merges that are measured, as mergekit configurations; model names are folders beside the file. */
export interface Subject {
  readonly name: string;
  /** What mergekit is measured with; absent where it has no such method. */
  readonly peer: boolean;
  /** The draws differ, so that outputs can't be compared. */
  readonly random: boolean;
  /** Share of each task vector that is kept, where the largest are. */
  readonly density?: number;
  /** At least this many times faster than the peer (wall time), and less CPU time, at 1.1 B on 2 cores. */
  readonly target: { readonly wall?: number; readonly cpu?: number; readonly timesOurTies?: number };
  config(models: string, dtype: string): string;
}

/** The fine-tunes of a set. */
export const tuned = ['ft0', 'ft1', 'ft2'];

function entries(models: string, names: readonly string[], parameters: string): string {
  const lines = names.map((name) => {
    const model = `  - model: ${models}/${name}`;
    return parameters === '' ? model : `${model}\n    parameters: { ${parameters} }`;
  });
  return `models:\n${lines.join('\n')}\n`;
}

const base = (models: string): string => `base_model: ${models}/base\n`;

export const subjects: readonly Subject[] = [
  {
    name: 'ties',
    peer: true,
    random: false,
    density: 0.2,
    target: { wall: 25, cpu: 15 },
    config: (models, dtype) =>
      `merge_method: ties\n${base(models)}${entries(models, tuned, 'weight: 1.0, density: 0.2')}${dtype}`,
  },
  {
    name: 'task_arithmetic',
    peer: true,
    random: false,
    target: { wall: 8 },
    config: (models, dtype) =>
      `merge_method: task_arithmetic\n${base(models)}${entries(models, tuned, 'weight: 0.4')}${dtype}`,
  },
  {
    name: 'linear',
    peer: true,
    random: false,
    target: { wall: 8 },
    config: (models, dtype) => `merge_method: linear\n${entries(models, tuned, 'weight: 0.4')}${dtype}`,
  },
  {
    name: 'slerp',
    peer: true,
    random: false,
    target: { wall: 10 },
    config: (models, dtype) =>
      `merge_method: slerp\n${base(models)}${entries(models, ['base', 'ft0'], '')}parameters: { t: 0.4 }\n${dtype}`,
  },
  {
    name: 'dare_ties',
    peer: true,
    random: true,
    target: { wall: 10 },
    config: (models, dtype) =>
      `merge_method: dare_ties\n${base(models)}${entries(models, tuned, 'weight: 0.4, density: 0.5')}${dtype}`,
  },
  {
    name: 'pcb',
    peer: false,
    random: false,
    target: { timesOurTies: 8 },
    config: (models, dtype) => `merge_method: pcb\n${base(models)}${entries(models, tuned, '')}${dtype}`,
  },
];
