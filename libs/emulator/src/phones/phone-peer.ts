import { type BinaryNode, proto } from '@whiskeysockets/baileys';
import type { Account } from '../accounts/account.js';
import type { Companion } from '../accounts/companion.js';
import type { Directory } from '../accounts/directory.js';
import type { Faults } from '../faults/faults.js';
import { Group } from '../groups/group.js';
import type { Recipients } from '../chats/recipients.js';
import type { Unhandled } from '../reports/unhandled.js';
import { chatKey, type Envelope } from '../chats/envelope.js';
import { isViewOnce } from '../content/media-content.js';
import type { PhoneHistory } from './phone-history.js';
import type { PeerRequests } from './phone-reader.js';
import type { PhoneSender } from './phone-sender.js';

const { Type } = proto.Message.ProtocolMessage;
const { PeerDataOperationRequestType } = proto.Message;

/** Messages between a phone and its own companions. */
export class PhonePeer implements PeerRequests {
  constructor(
    private readonly directory: Directory,
    private readonly recipients: Recipients,
    private readonly sender: PhoneSender,
    private readonly history: PhoneHistory,
    private readonly unhandled: Unhandled,
    private readonly faults: Faults,
    private readonly publishName: (account: Account) => Promise<void>,
  ) {}

  /**
   * Sends a new companion the app-state key, which it needs to change chats, and the first part of the history;
   * without it, Baileys waits 20 seconds.
   */
  async greet(account: Account, companion: Companion): Promise<void> {
    if (companion.greeted) return;
    companion.greeted = true;
    companion.save();
    await this.publishName(account);
    await this.shareKeys(account, companion);
    await this.history.shareInitial(account, companion);
  }

  async handle(
    account: Account,
    envelope: Envelope,
    message: proto.IMessage,
    node: BinaryNode,
  ): Promise<void> {
    const companion = account.companions.get(envelope.device);
    const request = message.protocolMessage;
    if (!companion) return;
    const operation = request?.peerDataOperationRequestMessage;
    const kind = operation?.peerDataOperationRequestType;
    const older = operation?.historySyncOnDemandRequest;
    if (request?.type === Type.APP_STATE_SYNC_KEY_REQUEST) await this.shareKeys(account, companion);
    else if (operation && kind === PeerDataOperationRequestType.PLACEHOLDER_MESSAGE_RESEND)
      await this.resendPlaceholders(account, companion, envelope.id, operation);
    else if (older && kind === PeerDataOperationRequestType.HISTORY_SYNC_ON_DEMAND) {
      if (!this.faults.take('history-silence', { phone: account.phone }))
        await this.history.shareOlder(account, companion, envelope.id, older);
    } else this.unhandled.record(account.phone, node, `peer request ${request?.type ?? 'unknown'}`);
  }

  private async shareKeys(account: Account, companion: Companion): Promise<void> {
    const { id, data, timestamp } = account.appStateKey;
    const fingerprint = { rawId: 1, currentIndex: 0, deviceIndexes: [0] };
    const keys = [{ keyId: { keyId: id }, keyData: { keyData: data, fingerprint, timestamp } }];
    await this.sender.sendPeer(account, companion, {
      protocolMessage: { type: Type.APP_STATE_SYNC_KEY_SHARE, appStateSyncKeyShare: { keys } },
    });
  }

  /** Answers a companion that asks for messages of which it only has placeholders. */
  private async resendPlaceholders(
    account: Account,
    companion: Companion,
    requestId: string,
    request: proto.Message.IPeerDataOperationRequestMessage,
  ): Promise<void> {
    const results = (request.placeholderMessageResendRequest ?? []).flatMap(({ messageKey }) => {
      const known = messageKey && this.recall(account, messageKey);
      if (!known) return [];
      const webMessageInfoBytes = proto.WebMessageInfo.encode(known).finish();
      return [{ placeholderMessageResendResponse: { webMessageInfoBytes } }];
    });
    await this.sender.sendPeer(account, companion, {
      protocolMessage: {
        type: Type.PEER_DATA_OPERATION_REQUEST_RESPONSE_MESSAGE,
        peerDataOperationRequestResponseMessage: {
          peerDataOperationRequestType: PeerDataOperationRequestType.PLACEHOLDER_MESSAGE_RESEND,
          stanzaId: requestId,
          peerDataOperationResult: results,
        },
      },
    });
  }

  /** A message of any kind, as the phone has it. */
  private recall(account: Account, key: proto.IMessageKey): proto.IWebMessageInfo | undefined {
    const other = this.recipients.find(key.remoteJid ?? undefined);
    if (!other || !key.id) return undefined;
    const speaker = other instanceof Group ? this.directory.findJid(key.participant ?? undefined) : other;
    const author = key.fromMe ? account : speaker;
    if (!author) return undefined;
    const original = account.originals.find({ peer: chatKey(other), from: author.pnJid, id: key.id });
    if (!original || isViewOnce(original.message)) return undefined;
    return {
      key,
      message: original.message,
      messageTimestamp: original.timestamp,
      participant: key.participant,
      pushName: key.fromMe ? undefined : author.name,
    };
  }
}
