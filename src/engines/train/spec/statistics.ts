/** The action that measures what a model has learnt, for merging by Fisher information or by its layers' inputs. */
export const STATISTICS = 'statistics';
