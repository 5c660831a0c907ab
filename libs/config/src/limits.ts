/** Limits that no variable changes. Each keeps one request from taking what the others need. */
export const LIMITS = {
  /** Entries of a ZIP archive whose names are compared to tell what it holds. Documents show it by their first few. */
  zipEntries: 64,

  /**
   * Pixels of a picture. A megabyte can unpack to more than a gigabyte: what a picture costs to decode is up to
   * eight bytes a pixel, whatever the size of its file. Far more than clients show.
   */
  picturePixels: 25_000_000,

  /** Pixels of an interlaced PNG. It is held in memory as a whole while it is decoded; others pass through in lines. */
  interlacedPixels: 10_000_000,
} as const;
