/** Loaded before the server: a connection on which nothing moves is noticed after seconds, not after a minute. */
import { DEFAULT_CONNECTION_CONFIG } from '@whiskeysockets/baileys';

DEFAULT_CONNECTION_CONFIG.keepAliveIntervalMs = 200;
