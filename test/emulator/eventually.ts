const STEP_MS = 10;
const PATIENCE_MS = 8000;

/**
 * Asks again and again until the answer is there.
 * @param look gives undefined or false as long as it is not
 * @throws Error naming `what` after 8 seconds
 */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | undefined | false> | T | undefined | false,
): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > deadline) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, STEP_MS));
  }
}
