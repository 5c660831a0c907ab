import { type BinaryNode, generateSignalPubKey } from '@whiskeysockets/baileys';
import { bigEndian, child, childBytes, stanza, unsigned } from '../wire/stanza.js';

export interface PublicPreKey {
  id: number;
  publicKey: Buffer;
}

export interface SignedPublicPreKey extends PublicPreKey {
  signature: Buffer;
}

/** What somebody needs to open a Signal session with a device. Keys are raw, 32 bytes. */
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

/** Reads `<key>`; undefined when it is not complete. */
export function readPreKey(node: BinaryNode | undefined): PublicPreKey | undefined {
  const id = unsigned(childBytes(node, 'id'));
  const publicKey = childBytes(node, 'value');
  return id === undefined || publicKey?.length !== 32 ? undefined : { id, publicKey };
}

/** Reads `<skey>`; undefined when it is not complete. */
export function readSignedPreKey(node: BinaryNode | undefined): SignedPublicPreKey | undefined {
  const key = readPreKey(node);
  const signature = childBytes(node, 'signature');
  return key && signature?.length === 64 ? { ...key, signature } : undefined;
}

/** The bundle that a device sends with its second request for a retry. */
export function readRetryBundle(receipt: BinaryNode): KeyBundle | undefined {
  const keys = child(receipt, 'keys');
  const registrationId = unsigned(childBytes(receipt, 'registration'));
  const identity = childBytes(keys, 'identity');
  const signedPreKey = readSignedPreKey(child(keys, 'skey'));
  if (registrationId === undefined || identity?.length !== 32 || !signedPreKey) return undefined;
  return { registrationId, identity, signedPreKey, preKey: readPreKey(child(keys, 'key')) };
}

/** The bundle in the form that the Signal repository takes: keys with their type byte. */
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
