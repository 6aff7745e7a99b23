/**
 * Runs loads in their order, up to `depth` of them ahead of the one that is asked for, and yields the results in order. What was
 * begun when the reader stops or a load fails is waited for, so that nothing reads on afterwards.
 */
export async function* prefetch<T>(
  loads: Iterable<() => Promise<T>>,
  depth: number,
): AsyncGenerator<T, void, undefined> {
  const ahead: Promise<T>[] = [];
  const waiting = loads[Symbol.iterator]();
  const begin = (): void => {
    const next = waiting.next();
    if (next.done !== true) {
      const running = next.value();
      // Its failure is told when its turn comes; until then it isn't unhandled.
      running.catch(() => undefined);
      ahead.push(running);
    }
  };
  try {
    for (let i = 0; i < depth; i++) {
      begin();
    }
    for (;;) {
      begin();
      const next = ahead.shift();
      if (next === undefined) {
        return;
      }
      yield await next;
    }
  } finally {
    await Promise.allSettled(ahead);
  }
}
