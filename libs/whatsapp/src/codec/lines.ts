/** Joins the texts that are present, one per line. */
export function lines(...texts: (string | null | undefined)[]): string | undefined {
  return texts.filter((text) => text).join('\n') || undefined;
}
