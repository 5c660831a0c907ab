import { child, children, stanza } from '../../wire/stanza.js';
import { nowSeconds } from '../../wire/ids.js';
import { constant, type IqHandler } from './registry.js';

function props() {
  const attributes = { protocol: 1, ab_key: 'emulator', hash: 'emulator1', refresh: 86_400, refresh_id: 1 };
  return [stanza('props', attributes)];
}

/**
 * What a client asks about its own account at login. Trusted-contact tokens are returned unchanged; the emulator does
 * not require them.
 */
export function accountHandlers(): IqHandler[] {
  return [
    constant('abt', 'get', 'props', props),
    constant('blocklist', 'get', undefined, () => [stanza('list', { dhash: '1' })]),
    {
      xmlns: 'privacy',
      type: 'set',
      child: 'tokens',
      answer: ({ node }) => ({ content: [stanza('tokens', {}, children(child(node, 'tokens')))] }),
    },
    constant('w:p', 'get', undefined),
    constant('urn:xmpp:whatsapp:dirty', 'set', 'clean'),
    constant('w:stats', 'set', undefined),
    constant('tos', 'get', undefined, () => [stanza('tos', { t: nowSeconds() })]),
    constant('disappearing_mode', 'get', undefined, () => [
      stanza('disappearing_mode', { duration: 0, t: 0 }),
    ]),
  ];
}
