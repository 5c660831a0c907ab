import { sealConsole } from '#libs/observability';

// Imported before everything else: libsignal speaks through `console`, keys included.
sealConsole();
