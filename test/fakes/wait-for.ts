/** Slow machines take long; a condition that never comes true must fail with a message all the same. */
const GENEROUS_MS = 120_000;
const LOOK_MS = 10;

/** Waits until something can be said; throws what it waited for where that never comes. */
export async function waitFor<Value>(
  what: string,
  look: () => Value | undefined | false | Promise<Value | undefined | false>,
): Promise<Value> {
  const until = Date.now() + GENEROUS_MS;
  for (;;) {
    const value = await look();
    if (value !== undefined && value !== false) {
      return value;
    }
    if (Date.now() > until) {
      throw new Error(`waited in vain for ${what}`);
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}
