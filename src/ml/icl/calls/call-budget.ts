/** What calls have cost so far; cached answers are counted apart and cost nothing. */
export interface Spending {
  readonly calls: number;
  readonly cachedCalls: number;
  readonly promptTokens: number;
  readonly answerTokens: number;
}

/** Absent: no limit. Tokens are those of prompts and answers together. */
export interface SpendingLimits {
  readonly calls?: number;
  readonly tokens?: number;
}

/** A call that may be made: it ends in exactly one of the two. */
export interface Reservation {
  /** It was made and cost this; a provider that doesn't tell tokens leaves 0. */
  settle(tokens: { readonly promptTokens: number; readonly answerTokens: number }): void;
  /** It was never answered for, so that it cost nothing. */
  release(): void;
}

/** Nothing spent yet. */
export const NOTHING_SPENT: Spending = { calls: 0, cachedCalls: 0, promptTokens: 0, answerTokens: 0 };

/**
 * Keeps calls that run at the same time within the limits of a run: room is taken before a call and settled after it. Never over the
 * limit of calls; over that of tokens only by what calls took beyond their reservation.
 */
export class CallBudget {
  readonly #limits: SpendingLimits;
  #spent: Spending;
  #callsUnderWay = 0;
  #tokensReserved = 0;

  /** `spent`: what a resumed run had spent before. */
  constructor(limits: SpendingLimits, spent: Spending = NOTHING_SPENT) {
    this.#limits = limits;
    this.#spent = spent;
  }

  get spent(): Spending {
    return this.#spent;
  }

  /** Room for one call of at most `tokens` (prompt and answer); undefined where a limit has none: the run has to stop. */
  reserve(tokens: number): Reservation | undefined {
    const { calls = Number.POSITIVE_INFINITY, tokens: mostTokens = Number.POSITIVE_INFINITY } = this.#limits;
    const { calls: made, promptTokens, answerTokens } = this.#spent;
    const hasCall = made + this.#callsUnderWay + 1 <= calls;
    if (!hasCall || promptTokens + answerTokens + this.#tokensReserved + tokens > mostTokens) {
      return undefined;
    }
    this.#callsUnderWay += 1;
    this.#tokensReserved += tokens;
    let isOpen = true;
    const close = (): void => {
      if (!isOpen) {
        throw new RangeError('a call that has ended already');
      }
      isOpen = false;
      this.#callsUnderWay -= 1;
      this.#tokensReserved -= tokens;
    };
    return {
      release: close,
      settle: (cost) => {
        close();
        const spent = this.#spent;
        this.#spent = {
          ...spent,
          calls: spent.calls + 1,
          promptTokens: spent.promptTokens + cost.promptTokens,
          answerTokens: spent.answerTokens + cost.answerTokens,
        };
      },
    };
  }

  /** An answer came from the cache. */
  countCached(): void {
    this.#spent = { ...this.#spent, cachedCalls: this.#spent.cachedCalls + 1 };
  }
}
