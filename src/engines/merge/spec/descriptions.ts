/** What each method does, in a sentence. */
export const methodSummaries: Readonly<Record<string, string>> = {
  pcb: 'Balances the parameters of each task by their competition, drops the weakest and rescales the rest (PCB-Merging).',
  ties: 'Keeps the largest differences of each task, elects a sign for every element and averages those that agree (TIES).',
  task_arithmetic: 'Adds the weighted differences of the tasks to the base.',
  dare_linear: 'Keeps a random part of each difference, rescales it and adds it to the base (DARE).',
  dare_ties:
    'Keeps a random part of each difference, rescales it and sums what agrees with the elected sign (DARE, TIES).',
  linear: 'Averages the models by their weights.',
  slerp: 'Goes from the base to the other model along the arc between them.',
};

/** What each parameter means, whichever method takes it. */
export const parameterDescriptions: Readonly<Record<string, string>> = {
  weight: 'How much this model counts. May be negative.',
  density: 'Share of the differences from the base that is kept, 0 to 1; 1 keeps all.',
  lambda: 'Factor of the merged differences before they are added to the base.',
  normalize: 'Divide by the sum of the weights.',
  rescale: 'Make up for what was dropped by enlarging what was kept.',
  int8_mask: 'Accepted for the sake of mergekit files; has no effect.',
  t: 'Where between the two models the result lies: 0 is base_model, 1 the other one.',
  ratio: 'Share of the parameters of each task that is kept, 0 to 1.',
  variant:
    'Which published form of PCB-Merging: release (the released code), nlp, vision or vision_es (the formula of the paper).',
  scope: 'What is balanced at once: model (all tensors as one vector, as published) or tensor (each by itself).',
  lambdas: 'One factor for each entry of models, in their order; instead of lambda.',
  exclude: 'Exact names of tensors that are copied from the base.',
};
