import { deflateSync } from 'node:zlib';
import { type BinaryNode, proto } from '@whiskeysockets/baileys';
import type { Account } from '../accounts/account.js';
import type { Companion } from '../accounts/companion.js';
import type { Unhandled } from '../server/unhandled.js';
import type { PeerRequests } from './phone-reader.js';
import type { PhoneSender } from './phone-sender.js';

const { Type } = proto.Message.ProtocolMessage;
const { PeerDataOperationRequestType, HistorySyncType } = proto.Message;

/** What a phone tells its own companions, and what they ask of it. */
export class PhonePeer implements PeerRequests {
  constructor(
    private readonly sender: PhoneSender,
    private readonly unhandled: Unhandled,
  ) {}

  /**
   * The first words to a new companion: the app-state key, without which it can change no chat, and the first
   * part of the history, without which Baileys waits 20 seconds before it goes on.
   */
  async greet(account: Account, companion: Companion): Promise<void> {
    if (companion.greeted) return;
    companion.greeted = true;
    companion.save();
    await this.shareKeys(account, companion);
    await this.shareHistory(account, companion);
  }

  async handle(account: Account, number: number, message: proto.IMessage, node: BinaryNode): Promise<void> {
    const companion = account.companions.get(number);
    const request = message.protocolMessage;
    if (!companion || !request) return;
    const operation = request.peerDataOperationRequestMessage;
    if (request.type === Type.APP_STATE_SYNC_KEY_REQUEST) await this.shareKeys(account, companion);
    else if (
      operation?.peerDataOperationRequestType === PeerDataOperationRequestType.PLACEHOLDER_MESSAGE_RESEND
    )
      await this.resendPlaceholders(account, companion, operation);
    else this.unhandled.record(account.phone, node, `peer request ${request.type ?? 'unknown'}`);
  }

  private async shareKeys(account: Account, companion: Companion): Promise<void> {
    const { id, data, timestamp } = account.appStateKey;
    const fingerprint = { rawId: 1, currentIndex: 0, deviceIndexes: [0] };
    const keys = [{ keyId: { keyId: id }, keyData: { keyData: data, fingerprint, timestamp } }];
    await this.sender.sendPeer(account, companion, {
      protocolMessage: { type: Type.APP_STATE_SYNC_KEY_SHARE, appStateSyncKeyShare: { keys } },
    });
  }

  private async shareHistory(account: Account, companion: Companion): Promise<void> {
    const history = proto.HistorySync.encode({
      syncType: proto.HistorySync.HistorySyncType.INITIAL_BOOTSTRAP,
      conversations: [],
      pushnames: [{ id: account.pnJid, pushname: account.name }],
      phoneNumberToLidMappings: [{ pnJid: account.pnJid, lidJid: account.lidJid }],
      progress: 100,
      chunkOrder: 1,
    }).finish();
    await this.sender.sendPeer(account, companion, {
      protocolMessage: {
        type: Type.HISTORY_SYNC_NOTIFICATION,
        historySyncNotification: {
          syncType: HistorySyncType.INITIAL_BOOTSTRAP,
          chunkOrder: 1,
          progress: 100,
          initialHistBootstrapInlinePayload: deflateSync(history),
        },
      },
    });
  }

  /** A companion saw a message that it could not read, and asks what it said. */
  private async resendPlaceholders(
    account: Account,
    companion: Companion,
    request: proto.Message.IPeerDataOperationRequestMessage,
  ): Promise<void> {
    const results = (request.placeholderMessageResendRequest ?? []).flatMap(({ messageKey }) => {
      const [known] = messageKey?.id ? account.chats.find(messageKey.id) : [];
      if (!known?.text || !messageKey) return [];
      const webMessageInfoBytes = proto.WebMessageInfo.encode({
        key: messageKey,
        message: { conversation: known.text },
        messageTimestamp: known.timestamp,
      }).finish();
      return [{ placeholderMessageResendResponse: { webMessageInfoBytes } }];
    });
    await this.sender.sendPeer(account, companion, {
      protocolMessage: {
        type: Type.PEER_DATA_OPERATION_REQUEST_RESPONSE_MESSAGE,
        peerDataOperationRequestResponseMessage: {
          peerDataOperationRequestType: PeerDataOperationRequestType.PLACEHOLDER_MESSAGE_RESEND,
          peerDataOperationResult: results,
        },
      },
    });
  }
}
