import { Curve, makeNoiseHandler, NOISE_WA_HEADER, proto, WA_CERT_DETAILS } from '@whiskeysockets/baileys';
import { SILENT_LOGGER } from './silent-logger.js';
import { FrameReader } from './frames.js';
import { NoiseResponder } from './noise.js';
import { issueNoiseIdentity } from '../trust/noise-identity.js';
import { verifyXeddsa } from './xeddsa.js';

const root = Curve.generateKeyPair();
const theirs = Buffer.from(WA_CERT_DETAILS.PUBLIC_KEY);

function client() {
  const ephemeral = Curve.generateKeyPair();
  const noise = makeNoiseHandler({
    keyPair: ephemeral,
    NOISE_HEADER: NOISE_WA_HEADER,
    logger: SILENT_LOGGER,
  });
  const hello = proto.HandshakeMessage.encode({ clientHello: { ephemeral: ephemeral.public } }).finish();
  return { noise, hello: new FrameReader().push(noise.encodeFrame(hello))[0] ?? Buffer.alloc(0) };
}

describe('the Noise responder against Baileys', () => {
  afterEach(() => {
    WA_CERT_DETAILS.PUBLIC_KEY = theirs;
  });

  it('agrees on keys both ways, and learns who the client is', async () => {
    WA_CERT_DETAILS.PUBLIC_KEY = Buffer.from(root.public);
    const responder = new NoiseResponder(issueNoiseIdentity(root, 1_700_000_000));
    const { noise, hello } = client();
    const staticKey = Curve.generateKeyPair();
    const shown = noise.processHandshake(
      proto.HandshakeMessage.decode(responder.answerHello(hello, Buffer.from(NOISE_WA_HEADER))),
      staticKey,
    );
    const payload = noise.encrypt(proto.ClientPayload.encode({ username: 15550001111, device: 3 }).finish());
    const proof = responder.finish(
      Buffer.from(proto.HandshakeMessage.encode({ clientFinish: { static: shown, payload } }).finish()),
    );
    await noise.finishInit();
    expect(proof.staticKey).toEqual(Buffer.from(staticKey.public));
    expect(proof.payload.device).toBe(3);
    const text = Buffer.from('to the server');
    expect(responder.open(noise.encodeFrame(text).subarray(3))).toEqual(text);
    expect(Buffer.from(noise.decrypt(responder.seal(Buffer.from('back'))))).toEqual(Buffer.from('back'));
  });
});

describe('the certificate chain', () => {
  const { Details } = proto.CertChain.NoiseCertificate;
  const chain = proto.CertChain.decode(issueNoiseIdentity(root, 1_700_000_000).certificateChain);
  const none = Buffer.alloc(0);
  const details = chain.intermediate?.details ?? none;
  const signature = chain.intermediate?.signature ?? none;

  it('leads from the root over the intermediate to the leaf', () => {
    const intermediate = Details.decode(details);
    expect(intermediate.issuerSerial).toBe(0);
    expect(verifyXeddsa(root.public, details, signature)).toBe(true);
    const { leaf } = chain;
    expect(verifyXeddsa(intermediate.key ?? none, leaf?.details ?? none, leaf?.signature ?? none)).toBe(true);
  });

  it('does not lead there from another root, nor to other details', () => {
    expect(verifyXeddsa(Curve.generateKeyPair().public, details, signature)).toBe(false);
    expect(verifyXeddsa(root.public, Buffer.concat([details, Buffer.from([0])]), signature)).toBe(false);
  });
});
