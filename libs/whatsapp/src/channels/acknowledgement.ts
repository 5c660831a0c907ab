import { type BinaryNode, generateMessageIDV2, type WASocket } from '@whiskeysockets/baileys';
import { Expired } from '#libs/observability';
import { postRefused } from './queries.js';

/**
 * Sends a `<message>` to a channel that is no post of its own, and waits for the server's acknowledgement.
 * @param timeoutMs how long the server may take
 * @returns the id of the stanza
 * @throws WhatsAppFault CHANNEL_NOT_FOUND, WHATSAPP_ERROR; Expired if the server does not answer
 */
export async function sendAcknowledged(
  socket: WASocket,
  { attrs, content }: { attrs: Record<string, string>; content: BinaryNode[] },
  timeoutMs: number,
): Promise<string> {
  const id = attrs['id'] ?? generateMessageIDV2(socket.user?.id);
  const answer = socket.waitForMessage<BinaryNode | undefined>(id, timeoutMs);
  // Where sending fails, nobody waits for the answer.
  answer.catch(() => undefined);
  await socket.sendNode({ tag: 'message', attrs: { ...attrs, id }, content });
  const ack = await answer;
  if (!ack) throw new Expired();
  const error = ack.attrs['error'];
  if (error !== undefined) throw postRefused(error);
  return id;
}
