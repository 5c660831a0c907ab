import { randomBytes } from 'node:crypto';
import { type BinaryNode, proto } from '@whiskeysockets/baileys';
import type { Account } from '../accounts/account.js';
import type { CompanionKeys } from '../accounts/companion.js';
import type { Faults } from '../faults/faults.js';
import { nowSeconds, serverStanzaId } from '../wire/ids.js';
import { iqError, iqResult } from '../wire/iq.js';
import { parseJid, SERVER_JID } from '../wire/jid.js';
import type { ClientProof } from '../wire/noise.js';
import { childBytes, child, children, stanza, unsigned } from '../wire/stanza.js';
import { type Connection, streamError } from '../routing/connection.js';
import type { Linking, SignedLink } from './linking.js';
import { PasskeyExchange, PasskeyRefusal } from './passkey-exchange.js';
import { CodeExchange, type CodeRequest, readCodeRequest } from './pairing-code.js';
import type { Unhandled } from '../reports/unhandled.js';

const DEFAULT_REFS = 6;
const CONFIRMATION_MS = 10_000;

/** A code that was entered on a phone. */
interface Typed {
  exchange: CodeExchange;
  account: Account;
}

/** A client that has registered and shows its QR codes. */
interface Candidate {
  connection: Connection;
  keys: CompanionKeys;
  /** The platform that it presents itself as. */
  platform: proto.DeviceProps.PlatformType;
  refs: string[];
  codeRequest?: CodeRequest;
  exchange?: Typed;
  passkey?: PasskeyExchange;
  link?: SignedLink;
  linked?: (number?: number) => void;
  failed?: (error: Error) => void;
}

/** A scan or an entered code that linked no client. */
export class PairingFailed extends Error {}

/** The content of `https://wa.me/settings/linked_devices#ref,noise,identity,secret,platform`. */
interface QrCode {
  ref: string;
  noise: Buffer;
  advSecret: Buffer;
}

/** Reads a QR code, with or without the URL in front. @returns undefined for any other text */
export function readQr(qr: string): QrCode | undefined {
  const [ref, noise, identity, secret] = qr.slice(qr.indexOf('#') + 1).split(',');
  if (!ref || !noise || !identity || !secret) return undefined;
  return { ref, noise: Buffer.from(noise, 'base64'), advSecret: Buffer.from(secret, 'base64') };
}

function readKeys(
  noise: Buffer,
  data: proto.ClientPayload.IDevicePairingRegistrationData,
): CompanionKeys | undefined {
  const registrationId = data.eRegid && unsigned(Buffer.from(data.eRegid));
  const id = data.eSkeyId && unsigned(Buffer.from(data.eSkeyId));
  const { eIdent, eSkeyVal, eSkeySig } = data;
  if (registrationId === undefined || registrationId === null || id === undefined || id === null)
    return undefined;
  if (!eIdent || !eSkeyVal || !eSkeySig) return undefined;
  const signedPreKey = { id, publicKey: Buffer.from(eSkeyVal), signature: Buffer.from(eSkeySig) };
  return { registrationId, noise, identity: Buffer.from(eIdent), signedPreKey };
}

/** Registers new clients: sends them QR references, and links a client whose code is scanned or entered. */
export class Pairing {
  private readonly candidates = new Map<Connection, Candidate>();

  constructor(
    private readonly linking: Linking,
    private readonly faults: Faults,
    private readonly unhandled: Unhandled,
  ) {}

  /** Handles a client that connects without an account. */
  register(connection: Connection, proof: ClientProof): void {
    const rejected = this.faults.take('reject-registration');
    const data = proof.payload.devicePairingData;
    const keys = data ? readKeys(proof.staticKey, data) : undefined;
    if (rejected || !keys) {
      connection.end(stanza('failure', { reason: rejected?.code ?? 503, location: 'frc' }));
      return;
    }
    const count = this.faults.take('qr-refs')?.count ?? DEFAULT_REFS;
    const refs = Array.from({ length: count }, () => `2@${randomBytes(48).toString('base64')}`);
    const platform =
      proto.DeviceProps.decode(data?.deviceProps ?? Buffer.alloc(0)).platformType ??
      proto.DeviceProps.PlatformType.UNKNOWN;
    this.candidates.set(connection, { connection, keys, platform, refs });
    const pairDevice = stanza(
      'pair-device',
      {},
      refs.map((ref) => stanza('ref', {}, ref)),
    );
    connection.send(this.query([pairDevice]));
  }

  /**
   * Scans a QR code with a phone.
   * @returns the companion's number, after the client has confirmed; undefined if the phone requires a passkey
   * @throws PairingFailed when no client shows the code, or the client does not confirm
   */
  scan(account: Account, code: QrCode): Promise<number | undefined> {
    const candidate = [...this.candidates.values()].find(
      ({ refs, keys }) => refs.includes(code.ref) && keys.noise.equals(code.noise),
    );
    if (!candidate || candidate.link)
      return Promise.reject(new PairingFailed('no connected client shows this QR code'));
    return this.attempt(candidate, this.known(candidate, account, code.advSecret));
  }

  /**
   * Enters the code that a client shows.
   * @returns the companion's number, after the client has confirmed; undefined if the phone requires a passkey
   * @throws PairingFailed when no client waits for this phone, or it shows another code
   */
  async type(account: Account, code: string): Promise<number | undefined> {
    const candidate = [...this.candidates.values()].find(
      ({ codeRequest }) => parseJid(codeRequest?.jid)?.user === account.phone,
    );
    if (!candidate?.codeRequest || candidate.link)
      throw new PairingFailed('no connected client waits for a code on this phone');
    const exchange = await CodeExchange.open(candidate.codeRequest, code, account.primary.identity);
    candidate.exchange = { exchange, account };
    const attributes = { from: SERVER_JID, type: 'link_code_companion_reg', id: serverStanzaId() };
    const hello = await exchange.hello(code);
    return this.attempt(candidate, stanza('notification', { ...attributes, t: nowSeconds() }, [hello]));
  }

  /** The code that a phone shows during a link by passkey; undefined if it shows none. */
  codeOn(account: Account): string | undefined {
    const linking = [...this.candidates.values()].flatMap(({ passkey }) => passkey ?? []);
    return linking.find((each) => each.account === account)?.code;
  }

  /** Handles stanzas of a client without an account. */
  stanza(connection: Connection, node: BinaryNode): void {
    const candidate = this.candidates.get(connection);
    const sign = child(node, 'pair-device-sign');
    const byCode = child(node, 'link_code_companion_reg');
    if (candidate && sign) this.confirm(candidate, childBytes(sign, 'device-identity'));
    else if (candidate && byCode) this.byCode(candidate, node, byCode);
    else if (candidate?.passkey && PasskeyExchange.handles(node))
      this.byPasskey(candidate, candidate.passkey, node);
    // Clients send keep-alive pings while they show a QR code.
    else if (node.attrs.xmlns === 'w:p') connection.send(iqResult(node));
    else if (node.tag === 'iq' && node.attrs.type !== 'result') this.refuse(connection, node);
  }

  closed(connection: Connection): void {
    const candidate = this.candidates.get(connection);
    this.candidates.delete(connection);
    candidate?.failed?.(new PairingFailed('the client disconnected before it confirmed'));
  }

  private byCode(candidate: Candidate, node: BinaryNode, step: BinaryNode): void {
    const { connection, exchange } = candidate;
    const { stage } = step.attrs;
    const request = stage === 'companion_hello' ? readCodeRequest(step) : undefined;
    if (request) {
      candidate.codeRequest = request;
      const ref = stanza('link_code_pairing_ref', {}, request.ref);
      connection.send(iqResult(node, [stanza('link_code_companion_reg', { stage }, [ref])]));
    } else if (stage === 'companion_finish' && exchange) {
      this.finishCode(candidate, node, step, exchange);
    } else this.refuse(connection, node);
  }

  private finishCode(
    candidate: Candidate,
    node: BinaryNode,
    step: BinaryNode,
    { exchange, account }: Typed,
  ): void {
    try {
      const secret = exchange.finish(step);
      candidate.connection.send(iqResult(node));
      candidate.connection.send(this.known(candidate, account, secret));
    } catch {
      // Decryption fails if the person has entered another code than the client shows.
      candidate.failed?.(new PairingFailed('the client shows a different code'));
      candidate.connection.send(iqError(node, 400, 'bad-request'));
    }
  }

  private byPasskey(candidate: Candidate, passkey: PasskeyExchange, node: BinaryNode): void {
    const { connection } = candidate;
    const { account } = passkey;
    const occasion = { phone: account.phone, xmlns: node.attrs.xmlns, child: children(node)[0]?.tag };
    if (this.faults.take('silence', occasion)) return;
    const failing = this.faults.take('iq-error', occasion);
    try {
      if (failing) throw new PasskeyRefusal(failing.code ?? 500, 'refused by a fault');
      const { content, push, advSecret } = passkey.handle(node);
      connection.send(iqResult(node, content));
      if (push) connection.send(push);
      if (advSecret) connection.send(this.success(candidate, account, advSecret));
    } catch (error) {
      if (!(error instanceof PasskeyRefusal)) throw error;
      connection.send(iqError(node, error.code, error.message));
    }
  }

  /** The phone knows the client from its code. @returns the stanza that links it, or that asks it for a passkey */
  private known(candidate: Candidate, account: Account, advSecret: Buffer): BinaryNode {
    if (account.passkeyMode === 'none') return this.success(candidate, account, advSecret);
    const { keys, platform } = candidate;
    candidate.passkey = new PasskeyExchange({ account, keys, platform, advSecret });
    // A code has been entered, and the person is done for now.
    candidate.linked?.();
    return candidate.passkey.request();
  }

  /** Signs the link, and returns the stanza that tells the client. */
  private success(candidate: Candidate, account: Account, advSecret: Buffer): BinaryNode {
    const link = this.linking.sign(account, candidate.keys.identity, advSecret);
    candidate.link = link;
    const jid = account.jid('pn', link.number);
    const lid = account.jid('lid', link.number);
    return this.query([
      stanza('pair-success', {}, [
        stanza('device-identity', {}, link.proof),
        // The name of a business. All others learn their name from the app state.
        ...(account.profile.business ? [stanza('biz', { name: account.name })] : []),
        stanza('platform', { name: 'android' }),
        stanza('device', { jid, lid }),
      ]),
    ]);
  }

  /** Sends a stanza to a candidate, and waits until it is linked. */
  private attempt(candidate: Candidate, first: BinaryNode): Promise<number | undefined> {
    return new Promise<number | undefined>((resolve, reject) => {
      const late = new PairingFailed(`the client did not confirm within ${CONFIRMATION_MS} ms`);
      const timer = setTimeout(() => reject(late), CONFIRMATION_MS);
      candidate.linked = (number) => {
        clearTimeout(timer);
        resolve(number);
      };
      candidate.failed = (error) => {
        clearTimeout(timer);
        reject(error);
      };
      candidate.connection.send(first);
      if (candidate.passkey) candidate.linked();
    });
  }

  private confirm(candidate: Candidate, answer: Buffer | undefined): void {
    const { link, keys, connection } = candidate;
    if (!link || !answer || !this.linking.confirms(link, keys.identity, answer)) {
      candidate.failed?.(new PairingFailed('the signature of the client is invalid'));
      connection.end(streamError(401));
      return;
    }
    this.linking.complete(link, keys);
    this.candidates.delete(connection);
    candidate.linked?.(link.number);
    connection.end(streamError(515));
  }

  private refuse(connection: Connection, node: BinaryNode): void {
    this.unhandled.record(undefined, node);
    connection.send(iqError(node, 501, 'feature-not-implemented'));
  }

  private query(content: BinaryNode[]): BinaryNode {
    const attributes = {
      from: SERVER_JID,
      type: 'set',
      xmlns: 'md',
      id: serverStanzaId(),
      t: nowSeconds(),
    };
    return stanza('iq', attributes, content);
  }
}
