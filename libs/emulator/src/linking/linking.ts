import { type BinaryNode, Curve, hmacSign, proto } from '@whiskeysockets/baileys';
import type { Account } from '../accounts/account.js';
import type { Companion, CompanionKeys } from '../accounts/companion.js';
import { deviceHash, deviceNode, keyIndexList } from '../accounts/device-list.js';
import type { Directory } from '../accounts/directory.js';
import type { Faults } from '../faults/faults.js';
import { nowSeconds, serverStanzaId } from '../wire/ids.js';
import { stanza } from '../wire/stanza.js';
import { verifyXeddsa } from '../wire/xeddsa.js';
import { streamError } from '../routing/connection.js';
import type { Connections } from '../routing/connections.js';
import type { Delivery } from '../routing/delivery.js';

const ACCOUNT_SIGNATURE_PREFIX = Buffer.from([6, 0]);
const DEVICE_SIGNATURE_PREFIX = Buffer.from([6, 1]);

/** A link that the phone has signed and the companion has not signed yet. */
export interface SignedLink {
  account: Account;
  number: number;
  details: Uint8Array;
  /** An ADVSignedDeviceIdentityHMAC, the content of `<device-identity>`. */
  proof: Uint8Array;
}

/** Links companions to phones, and unlinks them. */
export class Linking {
  constructor(
    private readonly directory: Directory,
    private readonly connections: Connections,
    private readonly delivery: Delivery,
    private readonly faults: Faults,
  ) {}

  /**
   * The phone's half of a link. Its identity key signs the companion's, and the secret from the QR code proves that
   * the phone has scanned it.
   */
  sign(account: Account, companionIdentity: Buffer, advSecret: Buffer): SignedLink {
    const number = account.reserveCompanion();
    const phone = account.primary.identity;
    const details = proto.ADVDeviceIdentity.encode({
      rawId: Number(account.lid) % 0x7fffffff,
      timestamp: nowSeconds(),
      keyIndex: number,
      accountType: proto.ADVEncryptionType.E2EE,
      deviceType: proto.ADVEncryptionType.E2EE,
    }).finish();
    const signer = this.faults.take('forged-link', { phone: account.phone })
      ? Curve.generateKeyPair()
      : phone;
    const accountSignature = Curve.sign(
      signer.private,
      Buffer.concat([ACCOUNT_SIGNATURE_PREFIX, details, companionIdentity]),
    );
    const signed = proto.ADVSignedDeviceIdentity.encode({
      details,
      accountSignatureKey: phone.public,
      accountSignature,
    }).finish();
    const proof = proto.ADVSignedDeviceIdentityHMAC.encode({
      details: signed,
      hmac: hmacSign(signed, advSecret),
      accountType: proto.ADVEncryptionType.E2EE,
    }).finish();
    return { account, number, details, proof };
  }

  /** Whether the companion's answer signs the link with its identity key. */
  confirms(link: SignedLink, companionIdentity: Buffer, answer: Buffer): boolean {
    const { deviceSignature, details } = proto.ADVSignedDeviceIdentity.decode(answer);
    if (!deviceSignature || !details || !Buffer.from(details).equals(Buffer.from(link.details))) return false;
    const phone = link.account.primary.identity.public;
    const said = Buffer.concat([DEVICE_SIGNATURE_PREFIX, link.details, companionIdentity, phone]);
    return verifyXeddsa(companionIdentity, said, deviceSignature);
  }

  /** Adds the companion to the account, and notifies everyone who asked for the account's devices. */
  complete(link: SignedLink, keys: CompanionKeys): Companion {
    const companion = link.account.link(link.number, keys, Date.now());
    this.tellDevices(link.account, 'add', link.number);
    return companion;
  }

  /**
   * Unlinks a companion: it gets 401 now and at every later login.
   * @returns false for an unknown companion
   */
  unlink(account: Account, number: number): boolean {
    const companion = account.companions.get(number);
    if (!companion) return false;
    const connection = this.connections.find(companion);
    account.unlink(number);
    connection?.end(streamError(401));
    this.tellDevices(account, 'remove', number);
    return true;
  }

  /** Gives the phone a new identity without sessions, like a reinstalled app, and sends notifications of it. */
  reinstall(account: Account): void {
    account.primary.reinstall();
    this.notify(account, account, 'encrypt', stanza('identity'));
    this.notifyOthers(account, 'encrypt', stanza('identity'));
  }

  /**
   * Tells everybody of the change, and the account's own companions of the list as it is now (whatsmeow
   * `notification.go`, handleDeviceNotification and handleOwnDevicesNotification).
   */
  private tellDevices(account: Account, change: 'add' | 'remove', number: number): void {
    const attributes = {
      device_hash: deviceHash(account, 'pn'),
      device_lid_hash: deviceHash(account, 'lid'),
    };
    const changed = stanza(change, attributes, [deviceNode(account, number), keyIndexList(account)]);
    this.notifyOthers(account, 'devices', changed);
    const added = account.companions.get(number);
    this.notify(account, account, 'devices', changed, added);
    const devices = [0, ...account.companions.keys()].map((device) => deviceNode(account, device));
    const all = stanza('devices', { dhash: deviceHash(account, 'pn') }, [...devices, keyIndexList(account)]);
    this.notify(account, account, 'account_sync', all, added);
  }

  private notifyOthers(account: Account, type: string, content: BinaryNode): void {
    for (const phone of account.watchers) {
      const watcher = this.directory.find(phone);
      if (watcher && watcher !== account) this.notify(watcher, account, type, content);
    }
  }

  private notify(whom: Account, about: Account, type: string, content: BinaryNode, except?: Companion): void {
    const attributes = {
      from: about.pnJid,
      lid: type === 'devices' ? about.lidJid : undefined,
      type,
      id: serverStanzaId(),
      t: nowSeconds(),
    };
    this.delivery.toAll(whom, stanza('notification', attributes, [content]), except);
  }
}
