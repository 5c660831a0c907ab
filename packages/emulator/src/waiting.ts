const STEP_MS = 50;

/**
 * Looks again and again until it finds something.
 * @returns undefined if there is still nothing after `ms`
 */
export async function within<T>(ms: number, look: () => Promise<T | undefined>): Promise<T | undefined> {
  const deadline = Date.now() + ms;
  for (;;) {
    const found = await look();
    if (found !== undefined || Date.now() >= deadline) return found;
    await new Promise((resolve) => setTimeout(resolve, STEP_MS));
  }
}
