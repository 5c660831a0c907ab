import type { BinaryNode } from '@whiskeysockets/baileys';
import type { Account } from '../accounts/account.js';
import { type Addressing, addressingOf } from '../wire/jid.js';
import { stanza } from '../wire/stanza.js';

/** A message on its way: everything but what it says. */
export interface Envelope {
  id: string;
  sender: Account;
  /** The sender's device; 0 is the phone. */
  device: number;
  recipient: Account;
  /** How the chat is addressed. */
  addressing: Addressing;
  /** Seconds. */
  timestamp: number;
  type: string;
  edit?: string;
  category?: string;
  /** What `<meta>` says about polls. */
  polltype?: string;
}

/** A chat is addressed by LID when one of the two accounts is switched to it, or the sender wrote a LID. */
export function chatAddressing(sender: Account, recipient: Account, to?: string): Addressing {
  const written = to === undefined ? 'pn' : addressingOf(to);
  return [written, sender.addressing, recipient.addressing].includes('lid') ? 'lid' : 'pn';
}

function addressAttributes(envelope: Envelope, target: Account): Record<string, string | undefined> {
  const { sender, device, recipient, addressing, category } = envelope;
  const lid = addressing === 'lid';
  const from = sender.jid(addressing, device);
  const mode = lid ? 'lid' : undefined;
  if (target !== sender)
    return {
      from,
      addressing_mode: mode,
      [lid ? 'sender_pn' : 'sender_lid']: lid ? sender.pnJid : sender.lidJid,
    };
  if (category === 'peer') return { from: sender.jid('pn', device) };
  return {
    from,
    addressing_mode: mode,
    recipient: recipient.jid(addressing),
    [lid ? 'peer_recipient_pn' : 'peer_recipient_lid']: lid ? recipient.pnJid : recipient.lidJid,
  };
}

/**
 * The stanza in which a device of `target` gets a message. The sender's own other devices are told the chat in
 * `recipient`; everybody else sees who sent it and by which other name that account is known.
 */
export function messageStanza(envelope: Envelope, target: Account, content: BinaryNode[]): BinaryNode {
  return stanza(
    'message',
    {
      ...addressAttributes(envelope, target),
      id: envelope.id,
      t: envelope.timestamp,
      type: envelope.type,
      edit: envelope.edit,
      category: envelope.category,
      notify: envelope.category === 'peer' ? undefined : envelope.sender.name,
    },
    envelope.polltype ? [...content, stanza('meta', { polltype: envelope.polltype })] : content,
  );
}
