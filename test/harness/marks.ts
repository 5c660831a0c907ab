/** What the API says of a message that nobody has marked; events do not have it. */
export const UNMARKED = { starred: false, pinned: false, kept: false, labels: [] };
