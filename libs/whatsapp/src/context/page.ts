/** Selects a page of a list. */
export interface Page<C> {
  limit: number;
  /** Where the previous page ended; undefined for the first page. */
  before?: C;
}
