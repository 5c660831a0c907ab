import type { BinaryNode, WASocket } from '@whiskeysockets/baileys';
import type { Logger } from '#libs/observability';
import { isUnknownStanza } from '../codec/stanzas.js';
import type { Ignored } from '../context/ignored.js';

/**
 * Acknowledges and counts stanzas of which Baileys knows nothing: WhatsApp keeps them in the queue until then. The
 * acknowledgement has the form of that of a notification.
 * @param handled called for each of them
 */
export function acknowledgeUnknown(
  socket: WASocket,
  ignored: Ignored,
  logger: Logger,
  handled: (node: BinaryNode) => void,
): void {
  socket.ws.on('frame', (frame: BinaryNode | Uint8Array) => {
    if (frame instanceof Uint8Array || !isUnknownStanza(frame.tag)) return;
    const { tag, attrs } = frame;
    const { id, from, participant, type } = attrs;
    ignored.note(tag);
    if (!id || !from) return;
    const ack = { id, to: from, class: tag, ...(participant && { participant }), ...(type && { type }) };
    socket
      .sendNode({ tag: 'ack', attrs: ack })
      .catch((error: unknown) => logger.debug({ err: error }, 'a stanza was not acknowledged'));
    handled(frame);
  });
}
