/** A part of a list, newest first. */
export interface Page<C> {
  limit: number;
  /** Goes on where the page before ended. */
  before?: C;
}
