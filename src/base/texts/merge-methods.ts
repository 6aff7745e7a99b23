import * as l10n from '@vscode/l10n';

/** What a merge method does, in a sentence, and where it comes from. */
export interface MethodText {
  readonly name: string;
  readonly idea: string;
  /** The paper's arXiv number, where there is one. */
  readonly arxiv?: string;
}

const dare = {
  idea: () =>
    l10n.t('DARE drops elements of each task vector at random and rescales the rest, so that the tasks collide less.'),
  arxiv: '2311.03099',
};

const texts: ReadonlyMap<string, () => MethodText> = new Map([
  [
    'pcb',
    () => ({
      name: l10n.t('PCB-Merging'),
      idea: l10n.t(
        'PCB-Merging lets the parameters compete: each is weighed against its own task and against the other tasks, the weakest are dropped, the rest rescaled.',
      ),
      arxiv: '2410.02396',
    }),
  ],
  [
    'linear',
    () => ({ name: l10n.t('Linear'), idea: l10n.t('A weighted average of the models.'), arxiv: '2203.05482' }),
  ],
  [
    'slerp',
    () => ({
      name: l10n.t('SLERP'),
      idea: l10n.t('Goes from one model to the other along the arc between their weights.'),
    }),
  ],
  [
    'task_arithmetic',
    () => ({
      name: l10n.t('Task arithmetic'),
      idea: l10n.t('Adds the weighted task vectors, that is what each fine-tune changed, to the base.'),
      arxiv: '2212.04089',
    }),
  ],
  [
    'ties',
    () => ({
      name: l10n.t('TIES'),
      idea: l10n.t(
        'TIES keeps the largest changes of each task, elects a sign for every element and adds only what agrees with it.',
      ),
      arxiv: '2306.01708',
    }),
  ],
  ['dare_linear', () => ({ name: l10n.t('DARE linear'), idea: dare.idea(), arxiv: dare.arxiv })],
  [
    'dare_ties',
    () => ({
      name: l10n.t('DARE TIES'),
      idea: `${dare.idea()} ${l10n.t('An elected sign decides what is added.')}`,
      arxiv: dare.arxiv,
    }),
  ],
]);

/** The words for a method; one that has none is called as the experiment calls it. */
export function methodText(method: string): MethodText {
  return texts.get(method)?.() ?? { name: method, idea: '' };
}
