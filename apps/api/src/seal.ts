import { sealConsole } from '#libs/observability';

// Imported before everything else: libsignal prints through `console`, private keys included.
sealConsole();
