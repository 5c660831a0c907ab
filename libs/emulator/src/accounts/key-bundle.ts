import { type BinaryNode, generateSignalPubKey } from '@whiskeysockets/baileys';
import { bigEndian, child, childBytes, stanza, unsigned } from '../wire/stanza.js';

export interface PublicPreKey {
  id: number;
  publicKey: Buffer;
}

export interface SignedPublicPreKey extends PublicPreKey {
  signature: Buffer;
}

/** The keys needed to open a Signal session with a device, each raw and 32 bytes long. */
export interface KeyBundle {
  registrationId: number;
  identity: Buffer;
  signedPreKey: SignedPublicPreKey;
  preKey?: PublicPreKey;
}

const KEY_TYPE = Buffer.from([5]);

function preKeyNode(tag: string, key: PublicPreKey): BinaryNode {
  return stanza(tag, {}, [stanza('id', {}, bigEndian(key.id, 3)), stanza('value', {}, key.publicKey)]);
}

/** `<skey>` as bundles and digests carry it. */
export function signedPreKeyNode(key: SignedPublicPreKey): BinaryNode {
  return stanza('skey', {}, [
    stanza('id', {}, bigEndian(key.id, 3)),
    stanza('value', {}, key.publicKey),
    stanza('signature', {}, key.signature),
  ]);
}

/** The children of `<user>` in the answer to a bundle query. */
export function bundleNodes(bundle: KeyBundle): BinaryNode[] {
  return [
    stanza('registration', {}, bigEndian(bundle.registrationId, 4)),
    stanza('type', {}, KEY_TYPE),
    stanza('identity', {}, bundle.identity),
    signedPreKeyNode(bundle.signedPreKey),
    ...(bundle.preKey ? [preKeyNode('key', bundle.preKey)] : []),
  ];
}

/** The children of `<keys>` in a retry receipt. */
export function retryKeyNodes(bundle: KeyBundle): BinaryNode[] {
  return [
    stanza('type', {}, KEY_TYPE),
    stanza('identity', {}, bundle.identity),
    ...(bundle.preKey ? [preKeyNode('key', bundle.preKey)] : []),
    signedPreKeyNode(bundle.signedPreKey),
  ];
}

/** Reads `<key>`; undefined if it is incomplete. */
export function readPreKey(node: BinaryNode | undefined): PublicPreKey | undefined {
  const id = unsigned(childBytes(node, 'id'));
  const publicKey = childBytes(node, 'value');
  return id === undefined || publicKey?.length !== 32 ? undefined : { id, publicKey };
}

/** Reads `<skey>`; undefined if it is incomplete. */
export function readSignedPreKey(node: BinaryNode | undefined): SignedPublicPreKey | undefined {
  const key = readPreKey(node);
  const signature = childBytes(node, 'signature');
  return key && signature?.length === 64 ? { ...key, signature } : undefined;
}

/** The bundle in a retry receipt; devices send it from their second request on. */
export function readRetryBundle(receipt: BinaryNode): KeyBundle | undefined {
  const keys = child(receipt, 'keys');
  const registrationId = unsigned(childBytes(receipt, 'registration'));
  const identity = childBytes(keys, 'identity');
  const signedPreKey = readSignedPreKey(child(keys, 'skey'));
  if (registrationId === undefined || identity?.length !== 32 || !signedPreKey) return undefined;
  return { registrationId, identity, signedPreKey, preKey: readPreKey(child(keys, 'key')) };
}

/** The bundle as the Signal repository takes it: keys with their type byte. */
export function signalBundle(bundle: KeyBundle) {
  return {
    registrationId: bundle.registrationId,
    identityKey: generateSignalPubKey(bundle.identity),
    signedPreKey: {
      keyId: bundle.signedPreKey.id,
      publicKey: generateSignalPubKey(bundle.signedPreKey.publicKey),
      signature: bundle.signedPreKey.signature,
    },
    preKey: bundle.preKey && {
      keyId: bundle.preKey.id,
      publicKey: generateSignalPubKey(bundle.preKey.publicKey),
    },
  };
}
