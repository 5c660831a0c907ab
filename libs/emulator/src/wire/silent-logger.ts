/** The Signal repository's logger: silent, because its lines hold sessions and keys. */
export const SILENT_LOGGER = {
  level: 'silent',
  child: () => SILENT_LOGGER,
  trace: () => undefined,
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
