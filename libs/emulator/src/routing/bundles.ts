import { Curve, generateSignalPubKey } from '@whiskeysockets/baileys';
import type { Account } from '../accounts/account.js';
import type { KeyBundle } from '../accounts/key-bundle.js';
import { nowSeconds, serverStanzaId } from '../wire/ids.js';
import { SERVER_JID } from '../wire/jid.js';
import { stanza } from '../wire/stanza.js';
import { signingPair } from '../wire/xeddsa.js';
import type { Delivery } from './delivery.js';

/** At this many remaining one-time prekeys the server asks for more. Baileys uploads more below 5. */
const LOW_PRE_KEYS = 3;

/** Hands out key bundles of any device, and asks companions for new prekeys in time. */
export class Bundles {
  constructor(private readonly delivery: Delivery) {}

  /** @returns undefined for an unknown device */
  take(account: Account, device: number): KeyBundle | undefined {
    if (device === 0) return account.primary.bundle();
    if (account.silentDevices.includes(device)) return silentBundle();
    const companion = account.companions.get(device);
    if (!companion) return undefined;
    const bundle = companion.takeBundle();
    if (companion.preKeyCount <= LOW_PRE_KEYS && !companion.preKeysRequested) {
      companion.preKeysRequested = true;
      this.delivery.toCompanion(
        account,
        companion,
        stanza('notification', { from: SERVER_JID, type: 'encrypt', id: serverStanzaId(), t: nowSeconds() }, [
          stanza('count', { value: companion.preKeyCount }),
        ]),
      );
    }
    return bundle;
  }
}

/** Keys of a device that reads nothing: nobody keeps their private parts. */
function silentBundle(): KeyBundle {
  const identity = signingPair();
  const [signed, preKey] = [Curve.generateKeyPair(), Curve.generateKeyPair()];
  const publicKey = Buffer.from(signed.public);
  return {
    registrationId: 1,
    identity: identity.public,
    signedPreKey: { id: 1, publicKey, signature: identity.sign(generateSignalPubKey(publicKey)) },
    preKey: { id: 1, publicKey: Buffer.from(preKey.public) },
  };
}
