type Text = string | null | undefined;

/** Joins the texts that are present, one per line. */
export function lines(...texts: Text[]): string | undefined {
  return linesOf(texts);
}

/** Joins the texts of a list, which may be too long for parameters. */
export function linesOf(texts: readonly Text[]): string | undefined {
  return texts.filter((text) => text).join('\n') || undefined;
}
