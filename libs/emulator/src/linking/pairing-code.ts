import { randomBytes } from 'node:crypto';
import {
  aesDecryptCTR,
  aesDecryptGCM,
  aesEncryptCTR,
  type BinaryNode,
  Curve,
  derivePairingCodeKey,
  hkdf,
  type KeyPair,
} from '@whiskeysockets/baileys';
import { childBytes, stanza } from '../wire/stanza.js';

const KEY_LENGTH = 32;
const CTR_IV_LENGTH = 16;
const GCM_IV_LENGTH = 12;

/** A client's request to be linked by a code that it shows. */
export interface CodeRequest {
  /** JID of the phone on which the code is entered. */
  jid: string;
  /** Salt, IV, and the client's ephemeral key encrypted with the code. */
  wrappedEphemeral: Buffer;
  ref: Buffer;
}

/** Reads `<link_code_companion_reg stage="companion_hello">`. */
export function readCodeRequest(node: BinaryNode): CodeRequest | undefined {
  const wrappedEphemeral = childBytes(node, 'link_code_pairing_wrapped_companion_ephemeral_pub');
  const { jid } = node.attrs;
  if (!jid || wrappedEphemeral?.length !== KEY_LENGTH + CTR_IV_LENGTH + KEY_LENGTH) return undefined;
  return { jid, wrappedEphemeral, ref: randomBytes(16) };
}

/** The phone's side of linking by code. Both sides prove that they know the code. */
export class CodeExchange {
  private readonly ephemeral: KeyPair = Curve.generateKeyPair();

  private constructor(
    private readonly request: CodeRequest,
    private readonly theirs: Buffer,
    private readonly identity: KeyPair,
  ) {}

  /** @param identity the phone's identity key pair */
  static async open(request: CodeRequest, code: string, identity: KeyPair): Promise<CodeExchange> {
    const { wrappedEphemeral } = request;
    const key = await derivePairingCodeKey(code, wrappedEphemeral.subarray(0, KEY_LENGTH));
    const iv = wrappedEphemeral.subarray(KEY_LENGTH, KEY_LENGTH + CTR_IV_LENGTH);
    const theirs = aesDecryptCTR(wrappedEphemeral.subarray(KEY_LENGTH + CTR_IV_LENGTH), key, iv);
    return new CodeExchange(request, theirs, identity);
  }

  /** `<link_code_companion_reg stage="primary_hello">`: the phone's keys, encrypted with the code. */
  async hello(code: string): Promise<BinaryNode> {
    const salt = randomBytes(KEY_LENGTH);
    const iv = randomBytes(CTR_IV_LENGTH);
    const wrapped = aesEncryptCTR(this.ephemeral.public, await derivePairingCodeKey(code, salt), iv);
    return stanza('link_code_companion_reg', { stage: 'primary_hello' }, [
      stanza('link_code_pairing_ref', {}, this.request.ref),
      stanza('primary_identity_pub', {}, this.identity.public),
      stanza('link_code_pairing_wrapped_primary_ephemeral_pub', {}, Buffer.concat([salt, iv, wrapped])),
    ]);
  }

  /**
   * Reads the client's answer.
   * @returns the secret that proves the rest of the pairing
   * @throws Error when the client shows another code
   */
  finish(node: BinaryNode): Buffer {
    const bundle = childBytes(node, 'link_code_pairing_wrapped_key_bundle') ?? Buffer.alloc(0);
    const salt = bundle.subarray(0, KEY_LENGTH);
    const iv = bundle.subarray(KEY_LENGTH, KEY_LENGTH + GCM_IV_LENGTH);
    const shared = Curve.sharedKey(this.ephemeral.private, this.theirs);
    const key = hkdf(shared, KEY_LENGTH, { salt, info: 'link_code_pairing_key_bundle_encryption_key' });
    const opened = aesDecryptGCM(bundle.subarray(KEY_LENGTH + GCM_IV_LENGTH), key, iv, Buffer.alloc(0));
    const theirIdentity = opened.subarray(0, KEY_LENGTH);
    const random = opened.subarray(2 * KEY_LENGTH);
    const identities = Curve.sharedKey(this.identity.private, theirIdentity);
    return Buffer.from(hkdf(Buffer.concat([shared, identities, random]), KEY_LENGTH, { info: 'adv_secret' }));
  }
}
