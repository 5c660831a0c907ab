import {
  addTransactionCapability,
  type BinaryNode,
  configureSuccessfulPairing,
  Curve,
  DEFAULT_CONNECTION_CONFIG,
  generateSignalPubKey,
  hmacSign,
  initAuthCreds,
  type KeyPair,
  makeNoiseHandler,
  NOISE_WA_HEADER,
  proto,
  WA_CERT_DETAILS,
} from '@whiskeysockets/baileys';
import { chainFault } from './certificates.js';
import { repairLibraries } from './index.js';

const { Details } = proto.CertChain.NoiseCertificate;
const NOW = 1_800_000_000_000;
const DAY_S = 86_400;

const silent = {
  level: 'silent',
  child: () => silent,
  trace: () => undefined,
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

beforeAll(() => repairLibraries());

interface Parts {
  root: KeyPair;
  issuer: KeyPair;
  /** Signs the leaf. */
  signer: KeyPair;
  staticKey: Uint8Array;
  rootSerial: number;
  leafIssuer: number;
  /** Epoch seconds. */
  from: number;
}

/** A chain of certificates; without changes it is in order. */
function chainOf(changes: Partial<Parts> = {}) {
  const root = changes.root ?? Curve.generateKeyPair();
  const issuer = Curve.generateKeyPair();
  const staticKey = changes.staticKey ?? Curve.generateKeyPair().public;
  const { signer = issuer, rootSerial = 0, leafIssuer = 7, from = NOW / 1000 - DAY_S } = changes;
  const validity = { notBefore: from, notAfter: from + 30 * DAY_S };
  const intermediate = Details.encode({
    serial: 7,
    issuerSerial: rootSerial,
    key: issuer.public,
    ...validity,
  });
  const leaf = Details.encode({ serial: 8, issuerSerial: leafIssuer, key: staticKey, ...validity });
  const signed = (by: KeyPair, details: Uint8Array) => ({
    details,
    signature: Curve.sign(by.private, details),
  });
  return {
    root,
    staticKey,
    chain: { intermediate: signed(root, intermediate.finish()), leaf: signed(signer, leaf.finish()) },
  };
}

describe('the certificates of a server', () => {
  it('are in order if one leads to the next, and the last names the key of the server', () => {
    const { chain, root, staticKey } = chainOf();
    expect(chainFault(chain, { root: root.public, staticKey, now: NOW })).toBeUndefined();
  });

  it.each<[string, Partial<Parts>, RegExp]>([
    [
      'whose leaf somebody else has signed',
      { signer: Curve.generateKeyPair() },
      /not signed by the intermediate/,
    ],
    ['of another issuer than the root', { rootSerial: 3 }, /another issuer/],
    ['whose leaf is of another issuer', { leafIssuer: 9 }, /another issuer/],
    ['that have expired', { from: NOW / 1000 - 40 * DAY_S }, /not valid at this time/],
    ['of the future', { from: NOW / 1000 + 3 * DAY_S }, /not valid at this time/],
  ])('are refused: %s', (_, changes, fault) => {
    const { chain, root, staticKey } = chainOf(changes);
    expect(chainFault(chain, { root: root.public, staticKey, now: NOW })).toMatch(fault);
  });

  it('are refused under another root, for another key, and with a changed byte or a part missing', () => {
    const { chain, root, staticKey } = chainOf();
    const expected = { root: root.public, staticKey, now: NOW };
    const other = Curve.generateKeyPair().public;
    expect(chainFault(chain, { ...expected, root: other })).toMatch(/not signed by the root/);
    expect(chainFault(chain, { ...expected, root: Buffer.alloc(0) })).toMatch(/not signed by the root/);
    expect(chainFault(chain, { ...expected, staticKey: other })).toMatch(/for another key/);
    expect(chainFault({ intermediate: chain.intermediate }, expected)).toMatch(/incomplete/);
    const signature = Buffer.from(chain.leaf.signature);
    signature[5] = (signature[5] ?? 0) ^ 1;
    expect(chainFault({ ...chain, leaf: { ...chain.leaf, signature } }, expected)).toMatch(/not signed/);
    expect(chainFault({ ...chain, leaf: { ...chain.leaf, signature: Buffer.alloc(64) } }, expected)).toMatch(
      /not signed/,
    );
  });
});

describe('the handshake of Baileys', () => {
  const theirs = WA_CERT_DETAILS.PUBLIC_KEY;

  afterEach(() => {
    WA_CERT_DETAILS.PUBLIC_KEY = theirs;
  });

  /** Baileys' side of a handshake with a server that has this key and shows these certificates. */
  function shake(staticKey: KeyPair, chain: proto.ICertChain): Uint8Array {
    const [client, server] = [Curve.generateKeyPair(), Curve.generateKeyPair()];
    const handler = (keyPair: KeyPair) =>
      makeNoiseHandler({ keyPair, NOISE_HEADER: NOISE_WA_HEADER, logger: silent });
    const [ours, other] = [handler(client), handler(client)];
    // Noise XX: the other side derives the same keys from the same messages.
    other.authenticate(server.public);
    other.mixIntoKey(Curve.sharedKey(server.private, client.public));
    const encryptedKey = other.encrypt(staticKey.public);
    other.mixIntoKey(Curve.sharedKey(staticKey.private, client.public));
    const payload = other.encrypt(proto.CertChain.encode(chain).finish());
    const serverHello = { ephemeral: server.public, static: encryptedKey, payload };
    const hello = proto.HandshakeMessage.fromObject({ serverHello });
    return ours.processHandshake(hello, Curve.generateKeyPair());
  }

  const validNow = { from: Math.floor(Date.now() / 1000) - DAY_S };

  it('succeeds with certificates for the key of the server, and with no others', () => {
    const staticKey = Curve.generateKeyPair();
    const { chain, root } = chainOf({ ...validNow, staticKey: staticKey.public });
    WA_CERT_DETAILS.PUBLIC_KEY = Buffer.from(root.public);
    expect(shake(staticKey, chain)).toHaveLength(48);
    expect(() => shake(Curve.generateKeyPair(), chain)).toThrow('for another key');
    const { chain: unsigned } = chainOf({
      ...validNow,
      root,
      staticKey: staticKey.public,
      signer: Curve.generateKeyPair(),
    });
    expect(() => shake(staticKey, unsigned)).toThrow('not signed by the intermediate one');
  });

  it('fails with certificates of a root that is not WhatsApp’s', () => {
    const staticKey = Curve.generateKeyPair();
    const { chain } = chainOf({ ...validNow, staticKey: staticKey.public });
    expect(() => shake(staticKey, chain)).toThrow('not signed by the root');
  });
});

describe('the signature of the phone on a link', () => {
  function link(signer?: KeyPair) {
    const creds = initAuthCreds();
    const phone = Curve.generateKeyPair();
    const details = proto.ADVDeviceIdentity.encode({ rawId: 1, timestamp: 1, keyIndex: 1 }).finish();
    const said = Buffer.concat([Buffer.from([6, 0]), details, creds.signedIdentityKey.public]);
    const signed = proto.ADVSignedDeviceIdentity.encode({
      details,
      accountSignatureKey: phone.public,
      accountSignature: Curve.sign((signer ?? phone).private, said),
    }).finish();
    const hmac = hmacSign(signed, Buffer.from(creds.advSecretKey, 'base64'));
    const proof = proto.ADVSignedDeviceIdentityHMAC.encode({ details: signed, hmac }).finish();
    const content: BinaryNode[] = [
      { tag: 'device-identity', attrs: {}, content: proof },
      { tag: 'device', attrs: { jid: '1:1@s.whatsapp.net', lid: '2:1@lid' } },
    ];
    const stanza = { tag: 'iq', attrs: { id: '1' }, content: [{ tag: 'pair-success', attrs: {}, content }] };
    return () => configureSuccessfulPairing(stanza, creds);
  }

  it('counts only if it is of the phone', () => {
    expect(link()().creds.me?.id).toBe('1:1@s.whatsapp.net');
    expect(link(Curve.generateKeyPair())).toThrow('Failed to verify account signature');
  });
});

describe('the signed prekey of somebody who is written to for the first time', () => {
  function person(signer?: KeyPair) {
    const identity = Curve.generateKeyPair();
    const preKey = Curve.generateKeyPair();
    const publicKey = generateSignalPubKey(preKey.public);
    const signature = Buffer.from(Curve.sign((signer ?? identity).private, publicKey));
    return {
      registrationId: 1,
      identityKey: generateSignalPubKey(identity.public),
      signedPreKey: { keyId: 1, publicKey, signature },
      preKey: { keyId: 2, publicKey: generateSignalPubKey(Curve.generateKeyPair().public) },
    };
  }

  it('opens a session only if they have signed it', async () => {
    const store = { get: async () => ({}), set: async () => undefined };
    const keys = addTransactionCapability(store, silent, { maxCommitRetries: 1, delayBetweenTriesMs: 0 });
    const signal = DEFAULT_CONNECTION_CONFIG.makeSignalRepository({ creds: initAuthCreds(), keys }, silent);
    const jid = '1@lid';
    await signal.injectE2ESession({ jid, session: person() });
    const forged = person(Curve.generateKeyPair());
    await expect(signal.injectE2ESession({ jid, session: forged })).rejects.toThrow(
      'not signed by its owner',
    );
  });
});
