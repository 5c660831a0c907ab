import { child, children, childrenNamed, stanza } from '../../wire/stanza.js';
import { nowSeconds } from '../../wire/ids.js';
import { constant, type IqHandler, IqRefusal } from './registry.js';

function props() {
  const attributes = { protocol: 1, ab_key: 'emulator', hash: 'emulator1', refresh: 86_400, refresh_id: 1 };
  return [stanza('props', attributes, [stanza('prop', { name: 'media_max_autodownload', value: 0 })])];
}

/**
 * What a client asks about its own account at login. Trusted-contact tokens are returned unchanged; the emulator does
 * not require them.
 */
export function accountHandlers(): IqHandler[] {
  return [
    constant('abt', 'get', 'props', props),
    constant('w', 'get', 'props', props),
    {
      xmlns: 'privacy',
      type: 'set',
      child: 'tokens',
      answer: ({ node }) => ({ content: [stanza('tokens', {}, children(child(node, 'tokens')))] }),
    },
    constant('w:p', 'get', undefined),
    {
      xmlns: 'urn:xmpp:whatsapp:dirty',
      type: 'set',
      child: 'clean',
      answer: ({ node, login }) => {
        for (const { attrs } of childrenNamed(node, 'clean')) login.companion.clean(attrs.type ?? '');
        return {};
      },
    },
    constant('w:stats', 'set', undefined),
    constant('tos', 'get', undefined, () => [stanza('tos', { t: nowSeconds() })]),
    {
      xmlns: 'disappearing_mode',
      type: 'set',
      child: 'disappearing_mode',
      answer: ({ node, login: { account } }) => {
        const duration = Number(child(node, 'disappearing_mode')?.attrs.duration);
        if (![0, 86_400, 604_800, 7_776_000].includes(duration)) throw new IqRefusal(400, 'bad-request');
        account.profile.setTimer(duration);
        return {};
      },
    },
  ];
}
