import { type BinaryNode, Curve, generateSignalPubKey } from '@whiskeysockets/baileys';
import type { Companion } from '../../accounts/companion.js';
import type { Directory } from '../../accounts/directory.js';
import type { Faults } from '../../faults/faults.js';
import {
  bundleNodes,
  type KeyBundle,
  readPreKey,
  readSignedPreKey,
  signedPreKeyNode,
} from '../../accounts/key-bundle.js';
import type { Bundles } from '../../routing/bundles.js';
import { nowSeconds } from '../../wire/ids.js';
import { parseJid } from '../../wire/jid.js';
import { bigEndian, child, children, childrenNamed, stanza } from '../../wire/stanza.js';
import { type IqHandler, IqRefusal, type IqRequest } from './registry.js';

/**
 * The count reported for a companion without prekeys. For 0, Baileys would upload 812 keys; for 1 it uploads 5, which
 * keeps pairing fast. A notification asks for more before they run out.
 */
const SHOWN_WHEN_EMPTY = 1;

function count({ login }: IqRequest) {
  const left = login.companion.preKeyCount;
  return { content: [stanza('count', { value: left === 0 ? SHOWN_WHEN_EMPTY : left })] };
}

function upload({ node, login }: IqRequest) {
  const keys = childrenNamed(child(node, 'list'), 'key').map(readPreKey);
  const complete = keys.filter((key) => key !== undefined);
  if (complete.length !== keys.length) throw new IqRefusal(406, 'not-acceptable');
  login.companion.addPreKeys(complete, readSignedPreKey(child(node, 'skey')));
  return {};
}

function rotate({ node, login }: IqRequest) {
  const key = readSignedPreKey(child(child(node, 'rotate'), 'skey'));
  if (!key) throw new IqRefusal(406, 'not-acceptable');
  login.companion.addPreKeys([], key);
  return {};
}

function digestOf(companion: Companion): BinaryNode {
  const { registrationId, identity, signedPreKey } = companion.keys;
  const ids = companion.preKeyIds.map((id) => stanza('id', {}, bigEndian(id, 3)));
  return stanza('digest', {}, [
    stanza('registration', {}, bigEndian(registrationId, 4)),
    stanza('type', {}, Buffer.from([5])),
    stanza('identity', {}, identity),
    signedPreKeyNode(signedPreKey),
    stanza('list', {}, ids),
  ]);
}

/** A bundle with the signed prekey of somebody in between, who does not have the identity key of the device. */
function exchanged(bundle: KeyBundle): KeyBundle {
  const [signer, key] = [Curve.generateKeyPair(), Curve.generateKeyPair()];
  const publicKey = Buffer.from(key.public);
  const signature = Buffer.from(Curve.sign(signer.private, generateSignalPubKey(publicKey)));
  return { ...bundle, signedPreKey: { ...bundle.signedPreKey, publicKey, signature } };
}

/** Prekeys: how many remain, uploads of new ones, and the bundles of other devices. */
export function encryptHandlers(directory: Directory, bundles: Bundles, faults: Faults): IqHandler[] {
  const bundleOf = (user: BinaryNode): BinaryNode => {
    const jid = user.attrs.jid;
    const account = directory.namedJid(jid);
    const bundle = account && bundles.take(account, parseJid(jid)?.device ?? 0);
    if (!bundle) return stanza('user', { jid }, [stanza('error', { code: 406, text: 'not-acceptable' })]);
    const forged = faults.take('forged-keys', { phone: account.phone });
    return stanza('user', { jid, t: nowSeconds() }, bundleNodes(forged ? exchanged(bundle) : bundle));
  };
  const xmlns = 'encrypt';
  return [
    { xmlns, type: 'get', child: 'count', answer: count },
    {
      xmlns,
      type: 'get',
      child: 'digest',
      answer: ({ login }) => ({ content: [digestOf(login.companion)] }),
    },
    {
      xmlns,
      type: 'get',
      child: 'key',
      answer: ({ node }) => ({
        content: [stanza('list', {}, children(child(node, 'key')).map(bundleOf))],
      }),
    },
    { xmlns, type: 'set', child: 'registration', answer: upload },
    { xmlns, type: 'set', child: 'rotate', answer: rotate },
  ];
}
