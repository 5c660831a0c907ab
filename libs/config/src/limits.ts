/**
 * Limits that no variable changes, on what comes from outside. Each keeps one request, one message or one file from taking
 * what the others need. Lengths and numbers of the fields of requests are in the OpenAPI document.
 */
export const LIMITS = {
  bodyValues: 5_000,
  bodyDepth: 32,
  faultsNamed: 20,
  /** Names are compared to tell what an archive holds. Documents show it by their first few. */
  zipEntries: 64,
  /**
   * A megabyte can unpack to more than a gigabyte: what a picture costs to decode is up to eight bytes a pixel, whatever
   * the size of its file. Far more than clients show.
   */
  picturePixels: 25_000_000,
  /** It is held in memory as a whole while it is decoded; others pass through in lines. */
  interlacedPixels: 10_000_000,
} as const;

/** What is limited, with its unit, and what happens beyond the limit. For the documentation. */
export const LIMIT_TEXTS: Readonly<Record<keyof typeof LIMITS, { what: string; beyond: string }>> = {
  bodyValues: {
    what: 'Values in a JSON body, or in the lists of a form',
    beyond: 'the request is refused: 400',
  },
  bodyDepth: {
    what: 'Levels of lists and objects in a JSON body',
    beyond: 'the request is refused: 400',
  },
  faultsNamed: {
    what: 'Invalid fields that an answer names',
    beyond: 'the others are not named',
  },
  zipEntries: {
    what: 'Entries of a ZIP archive that are looked at to detect its type',
    beyond: 'the file counts as an ordinary archive',
  },
  picturePixels: {
    what: 'Pixels of an image, a sticker or a profile picture to send',
    beyond: 'the file is refused: 422',
  },
  interlacedPixels: {
    what: 'Pixels of an interlaced PNG to send',
    beyond: 'the file is refused: 422',
  },
};
