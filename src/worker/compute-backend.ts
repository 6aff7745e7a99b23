/** What computes with tensors, as a run's record says it: no kind of this version needs a backend. */
export const computeBackend: { readonly name: string; readonly reason: string } = {
  name: 'none',
  reason: 'not-needed',
};
