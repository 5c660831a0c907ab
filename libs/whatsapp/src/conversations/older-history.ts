import { generateMessageIDV2, jidNormalizedUser, proto, type WASocket } from '@whiskeysockets/baileys';
import type { Alarm } from '#libs/observability';
import type { MessageRow } from '#libs/storage';
import { historyReported } from '../context/new-events.js';
import type { InstanceContext } from '../context/instance-context.js';
import { WhatsAppFault } from '../faults.js';
import { canonicalChat } from '../people/lid-map.js';
import { parseRecipient } from '../wire/jids.js';
import type { KnownMessages } from './known-messages.js';

/** A request for older messages, which the phone answers later. */
export interface HistoryRequest {
  chatId: string;
  requestId: string;
  /** How many messages were asked for. */
  count: number;
}

/** How often the time for one query the phone may take before its answer counts as missing. */
const PATIENCE = 4;

/**
 * Asks the account's phone for messages that this device does not have (whatsmeow `BuildHistorySyncRequest`). Its answer is
 * history, which `HistorySync` stores and reports.
 */
export class OlderHistory {
  private readonly alarms = new Map<string, Alarm>();
  private stopped = false;

  constructor(
    private readonly context: InstanceContext,
    private readonly known: KnownMessages,
  ) {}

  /** Waits for the answers to requests that an earlier process made. */
  async start(): Promise<void> {
    const { storage, uid } = this.context;
    for (const { request } of await storage.historyRequests.open(uid)) this.watch(request);
  }

  stop(): void {
    this.stopped = true;
    for (const alarm of this.alarms.values()) alarm.cancel();
    this.alarms.clear();
  }

  /**
   * @param count how many messages to ask for
   * @param before id of the message before which they were sent; undefined: the oldest known one
   * @throws WhatsAppFault INVALID_REQUEST, MESSAGE_NOT_FOUND, INSTANCE_NOT_CONNECTED, UPSTREAM_TIMEOUT; CONFLICT if no message
   *   of the chat is known, or the phone has not answered an earlier request
   */
  async ask(jid: string, count: number, before?: string): Promise<HistoryRequest> {
    const { uplink, storage, uid, clock } = this.context;
    const chat = await canonicalChat(this.context, parseRecipient(jid, 'jid'));
    const anchor = await this.anchor(chat, before);
    const request = generateMessageIDV2(uplink.socket().user?.id);
    const row = { instance: uid, chat: anchor.chat, request, asked_at: clock.now() };
    if (!(await storage.database.write((write) => storage.historyRequests.add(write, row))))
      throw new WhatsAppFault('CONFLICT', 'the phone has not answered an earlier request for this chat yet');
    try {
      await uplink.ask((socket) => send(socket, request, anchor, count));
    } catch (error) {
      if (error instanceof WhatsAppFault && error.outcome === 'unknown') this.watch(request);
      else await this.withdraw(request);
      throw error;
    }
    this.watch(request);
    return { chatId: anchor.chat, requestId: request, count };
  }

  private async anchor(chat: MessageRow['chat'], before?: string): Promise<MessageRow> {
    if (before !== undefined) return this.known.find(before, chat, 'before');
    const { storage, uid } = this.context;
    const oldest = await storage.messages.oldest(uid, chat);
    if (!oldest) throw new WhatsAppFault('CONFLICT', 'no message of this chat is known to start from');
    return oldest;
  }

  /** Forgets a request that was not sent. */
  private async withdraw(request: string): Promise<void> {
    const { storage, uid, log } = this.context;
    try {
      await storage.database.write((write) => storage.historyRequests.end(write, uid, request));
    } catch (error) {
      log.error({ err: error, request }, 'a request for older messages could not be withdrawn');
      this.watch(request);
    }
  }

  private watch(request: string): void {
    if (this.stopped) return;
    const { clock, uplink, log } = this.context;
    const alarm = clock.after(PATIENCE * uplink.timeoutMs, () => {
      this.alarms.delete(request);
      this.giveUp(request).catch((error: unknown) => {
        log.error({ err: error, request }, 'a missing answer of the phone could not be reported');
        // An open request refuses later ones for its chat.
        this.watch(request);
      });
    });
    this.alarms.set(request, alarm);
  }

  /** Reports that the phone has not answered. What it sends later is stored and reported all the same. */
  private async giveUp(request: string): Promise<void> {
    const { storage, uid, instance_id, clock } = this.context;
    await storage.database.write(async (write) => {
      const row = await storage.historyRequests.end(write, uid, request);
      if (!row) return;
      const data = { chatId: row.chat, requestId: request, status: 'unanswered' as const };
      await storage.events.append(write, { uid, instance_id }, [historyReported(clock.now(), data)]);
    });
  }
}

/** Sends the request as Baileys' `fetchMessageHistory` does, which chooses the id itself. */
async function send(socket: WASocket, request: string, anchor: MessageRow, count: number): Promise<void> {
  const { Type } = proto.Message.ProtocolMessage;
  const message = proto.Message.fromObject({
    protocolMessage: {
      type: Type.PEER_DATA_OPERATION_REQUEST_MESSAGE,
      peerDataOperationRequestMessage: {
        peerDataOperationRequestType: proto.Message.PeerDataOperationRequestType.HISTORY_SYNC_ON_DEMAND,
        historySyncOnDemandRequest: {
          chatJid: anchor.remote_jid,
          oldestMsgId: anchor.id,
          oldestMsgFromMe: anchor.from_me === 1,
          oldestMsgTimestampMs: anchor.at,
          onDemandMsgCount: count,
        },
      },
    },
  });
  await socket.relayMessage(jidNormalizedUser(socket.user?.id), message, {
    messageId: request,
    additionalAttributes: { category: 'peer', push_priority: 'high_force' },
    additionalNodes: [{ tag: 'meta', attrs: { appdata: 'default' } }],
  });
}
