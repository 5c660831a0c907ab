import { Expired } from '#libs/observability';
import type { BinaryNode, WASocket } from '@whiskeysockets/baileys';
import type { Uplink } from '../context/uplink.js';
import { refusedBy, unusable } from '../faults.js';
import { childrenOf } from '../wire/stanza.js';

export const CALL_KINDS = ['voice', 'video'] as const;
export type CallKind = (typeof CALL_KINDS)[number];

const MEDIA: Readonly<Record<CallKind, string>> = { voice: 'audio', video: 'video' };

/** Creates links by which people join a call of WhatsApp. */
export class CallLinks {
  constructor(private readonly uplink: Uplink) {}

  /**
   * @param startsAt when the call is planned, epoch ms
   * @throws WhatsAppFault INSTANCE_NOT_CONNECTED, WHATSAPP_ERROR, UPSTREAM_TIMEOUT, all `not_sent`: an unused link has no effect
   */
  async create(kind: CallKind, startsAt: number): Promise<string> {
    const token = await this.uplink.ask(
      (socket) => ask(socket, kind, startsAt, this.uplink.timeoutMs),
      'not_sent',
    );
    return `https://call.whatsapp.com/${kind}/${token}`;
  }
}

/** As Baileys' `createCallLink`, which does not tell a refusal from an answer that never came. */
async function ask(socket: WASocket, kind: CallKind, startsAt: number, timeoutMs: number): Promise<string> {
  const event = { tag: 'event', attrs: { start_time: String(Math.floor(startsAt / 1000)) } };
  const link: BinaryNode = { tag: 'link_create', attrs: { media: MEDIA[kind] }, content: [event] };
  const node = { tag: 'call', attrs: { id: socket.generateMessageTag(), to: '@call' }, content: [link] };
  const answer: BinaryNode | undefined = await socket.query(node, timeoutMs);
  if (!answer) throw new Expired();
  const { error } = answer.attrs;
  if (error !== undefined) throw refusedBy(error);
  const token = childrenOf(answer, 'link_create')[0]?.attrs['token'];
  if (!token || !/^[\w-]{1,128}$/.test(token)) throw unusable();
  return token;
}
