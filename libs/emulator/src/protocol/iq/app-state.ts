import type { BinaryNode } from '@whiskeysockets/baileys';
import type { Account } from '../../accounts/account.js';
import type { Companion } from '../../accounts/companion.js';
import type { PhoneAppState } from '../../phones/phone-app-state.js';
import type { Delivery } from '../../routing/delivery.js';
import { serverSync } from '../../accounts/server-sync.js';
import { bytes, child, children, stanza } from '../../wire/stanza.js';
import type { IqHandler, IqRequest } from './registry.js';

function append(account: Account, name: string, base: number, patch: Buffer, changed: Map<string, number>) {
  const version = account.appState.append(name, base, patch);
  if (version === undefined)
    return stanza('collection', { name, type: 'error' }, [stanza('error', { code: 409, text: 'conflict' })]);
  changed.set(name, version);
  return stanza('collection', { name, version });
}

function read(account: Account, name: string, base: number) {
  const patches = account.appState.since(name, base).map((patch) => stanza('patch', {}, patch));
  const version = account.appState.version(name);
  const content = patches.length > 0 ? [stanza('patches', {}, patches)] : undefined;
  return stanza('collection', { name, version, has_more_patches: 'false' }, content);
}

/**
 * App state: clients read the patches that they lack and append their own. Snapshots are never sent, because clients
 * would download them from WhatsApp's media host; replaying all patches gives the same state.
 */
export function appStateHandlers(delivery: Delivery, phones: PhoneAppState): IqHandler[] {
  const tellOthers = (account: Account, writer: Companion, changed: Map<string, number>) => {
    if (changed.size > 0) delivery.toAll(account, serverSync(account, changed), writer);
  };

  const answer = ({ node, login: { account, companion } }: IqRequest) => {
    const changed = new Map<string, number>();
    const collections = children(child(node, 'sync')).map((collection: BinaryNode) => {
      const { name = '', version = '0' } = collection.attrs;
      const patch = bytes(child(collection, 'patch'));
      return patch
        ? append(account, name, Number(version), patch, changed)
        : read(account, name, Number(version));
    });
    return {
      content: [stanza('sync', {}, collections)],
      after: async () => {
        tellOthers(account, companion, changed);
        for (const name of changed.keys()) await phones.read(account, name);
      },
    };
  };

  return [{ xmlns: 'w:sync:app:state', type: 'set', child: 'sync', answer }];
}
