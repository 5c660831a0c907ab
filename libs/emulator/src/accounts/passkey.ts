import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
  verify,
} from 'node:crypto';
import { Fields } from '../state/fields.js';
import type { StateFile } from '../state/state-file.js';

/** The domain of WhatsApp's passkeys, and the page on which they are used. */
export const PASSKEY_DOMAIN = 'whatsapp.com';
const PAGE = `https://web.${PASSKEY_DOMAIN}`;

/** User present, user verified, and a passkey that is kept in a cloud. */
const FLAGS = 0x1d;
const PRESENT_AND_VERIFIED = 0x05;
const COUNTER_BYTES = 4;
const HASH_BYTES = 32;

/** The answer of an authenticator, as `toJSON()` of a browser's credential. All values are base64url. */
export interface Assertion {
  id: string;
  rawId: string;
  type: string;
  response: {
    clientDataJSON: string;
    authenticatorData: string;
    signature: string;
    userHandle: string | null;
  };
}

/** What a browser adds to an {@link Assertion}. */
interface BrowserCredential extends Assertion {
  authenticatorAttachment: string;
  clientExtensionResults: object;
}

/** The passkey of an account, with the authenticator that keeps it: WebAuthn with ES256. Made on first use. */
export class Passkey {
  private made: { id: Buffer; key: KeyObject } | undefined;
  private readonly name: string;

  constructor(
    private readonly stateFile: StateFile,
    private readonly phone: string,
  ) {
    this.name = `passkey/${phone}`;
  }

  get id(): Buffer {
    return this.open().id;
  }

  /**
   * Answers a request as the owner's browser does on WhatsApp's page.
   * @param request WebAuthn request options
   * @throws InvalidInput for a request that no browser would answer
   */
  answer(request: Fields): BrowserCredential {
    const challenge = request.text('challenge');
    const domain = request.text('rpId');
    if (domain !== PASSKEY_DOMAIN) throw request.wrong('rpId', `must be ${PASSKEY_DOMAIN}`);
    const { id, key } = this.open();
    const rawId = id.toString('base64url');
    const allowed = request.records('allowCredentials').map((each) => each.text('id'));
    if (allowed.length > 0 && !allowed.includes(rawId))
      throw request.wrong('allowCredentials', 'do not contain the passkey of this phone');
    const clientData = Buffer.from(
      JSON.stringify({ type: 'webauthn.get', challenge, origin: PAGE, crossOrigin: false }),
    );
    const authenticatorData = Buffer.concat([
      hash(domain),
      Buffer.from([FLAGS]),
      Buffer.alloc(COUNTER_BYTES),
    ]);
    const signature = sign('sha256', Buffer.concat([authenticatorData, hash(clientData)]), key);
    return {
      id: rawId,
      rawId,
      type: 'public-key',
      response: {
        clientDataJSON: clientData.toString('base64url'),
        authenticatorData: authenticatorData.toString('base64url'),
        signature: signature.toString('base64url'),
        userHandle: Buffer.from(this.phone).toString('base64url'),
      },
      authenticatorAttachment: 'platform',
      clientExtensionResults: {},
    };
  }

  /** Checks an assertion as WhatsApp's server does. @returns what is wrong with it */
  fault(assertion: Assertion, challenge: string): string | undefined {
    const { id, key } = this.open();
    const { clientDataJSON, authenticatorData, signature } = assertion.response;
    const clientData = Buffer.from(clientDataJSON, 'base64url');
    const data = Buffer.from(authenticatorData, 'base64url');
    const said = Object(JSON.parse(clientData.toString('utf8')));
    if (!Buffer.from(assertion.rawId, 'base64url').equals(id)) return 'another passkey';
    if (said.type !== 'webauthn.get' || said.challenge !== challenge) return 'another challenge';
    if (said.origin !== PAGE) return 'another origin';
    if (!data.subarray(0, HASH_BYTES).equals(hash(PASSKEY_DOMAIN))) return 'another domain';
    if (((data[HASH_BYTES] ?? 0) & PRESENT_AND_VERIFIED) !== PRESENT_AND_VERIFIED)
      return 'the owner is not verified';
    const signed = Buffer.concat([data, hash(clientData)]);
    const valid = verify('sha256', signed, createPublicKey(key), Buffer.from(signature, 'base64url'));
    return valid ? undefined : 'the signature is invalid';
  }

  private open(): { id: Buffer; key: KeyObject } {
    if (this.made) return this.made;
    const saved = this.stateFile.get(this.name);
    this.made = saved === undefined ? this.make() : restore(Fields.of(saved, this.name));
    return this.made;
  }

  private make(): { id: Buffer; key: KeyObject } {
    const id = randomBytes(16);
    const { privateKey: key } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const der = key.export({ format: 'der', type: 'pkcs8' }).toString('base64');
    this.stateFile.put(this.name, () => ({ id: id.toString('base64'), key: der }));
    return { id, key };
  }
}

function restore(fields: Fields): { id: Buffer; key: KeyObject } {
  return {
    id: fields.bytes('id'),
    key: createPrivateKey({ key: fields.bytes('key'), format: 'der', type: 'pkcs8' }),
  };
}

function hash(data: string | Buffer): Buffer {
  return createHash('sha256').update(data).digest();
}
