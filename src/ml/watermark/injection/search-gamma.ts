/** One gamma that was tried. */
export interface GammaTrial {
  readonly gamma: number;
  /** Accuracy lost, as a share: 0.02 are two points. Negative where some was won. */
  readonly lost: number;
}

export interface GammaSearch {
  /** The largest that was found to stay within the budget; undefined where none was. */
  readonly gamma: number | undefined;
  /** In the order in which they were tried. */
  readonly trials: readonly GammaTrial[];
}

/**
 * Looks for the largest gamma with which an injection loses no more accuracy than a budget allows: `largest` first, then smaller
 * by `factor` until one does, then between it and the last that didn't, by halving the ratio. `lostAt` injects once from the
 * clean model and tells what was lost (NaN: it diverged). Never more than `trials` injections; results needn't be monotone, what
 * is returned was tried.
 */
export async function searchGamma(
  lostAt: (gamma: number) => Promise<number>,
  options: {
    readonly budget: number;
    readonly largest: number;
    readonly trials: number;
    /** By how much smaller the next gamma is while none has been found; 4 where absent. */
    readonly factor?: number;
    readonly signal: AbortSignal;
  },
): Promise<GammaSearch> {
  const { budget, largest, trials, factor = 4, signal } = options;
  const made: GammaTrial[] = [];
  const fits = async (gamma: number): Promise<boolean> => {
    signal.throwIfAborted();
    const lost = await lostAt(gamma);
    made.push({ gamma, lost });
    return lost <= budget;
  };
  let good: number | undefined;
  let bad: number | undefined;
  while (made.length < trials) {
    const gamma = nextGamma({ good, bad, largest, factor });
    if (await fits(gamma)) {
      good = gamma;
      if (bad === undefined) {
        break;
      }
    } else {
      bad = gamma;
    }
  }
  return { gamma: good, trials: made };
}

function nextGamma({
  good,
  bad,
  largest,
  factor,
}: {
  readonly good: number | undefined;
  readonly bad: number | undefined;
  readonly largest: number;
  readonly factor: number;
}): number {
  if (bad === undefined) {
    return largest;
  }
  return good === undefined ? bad / factor : Math.sqrt(good * bad);
}
