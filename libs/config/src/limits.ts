/** Limits that no variable changes. Each keeps one request from taking what the others need. */
export const LIMITS = {
  /** Entries of a ZIP archive whose names are compared to tell what it holds. Real documents show it by their first few. */
  zipEntries: 64,
} as const;
