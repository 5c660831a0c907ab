import type { BinaryNode } from '@whiskeysockets/baileys';
import type { Account } from '../accounts/account.js';
import { Group } from '../groups/group.js';
import { actorAttributes } from '../groups/group-nodes.js';
import { type Addressing, addressingOf } from '../wire/jid.js';
import { stanza } from '../wire/stanza.js';

/** Whom a message goes to: a person, or everybody in a group. */
export type Recipient = Account | Group;

/** A message on its way: everything but what it says. */
export interface Envelope {
  id: string;
  sender: Account;
  /** The sender's device; 0 is the phone. */
  device: number;
  recipient: Recipient;
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

/**
 * A group is addressed as it was made. A chat of two is addressed by LID when one of them is switched to it, or
 * the sender wrote a LID.
 */
export function chatAddressing(sender: Account, recipient: Recipient, to?: string): Addressing {
  if (recipient instanceof Group) return recipient.addressing;
  const written = to === undefined ? 'pn' : addressingOf(to);
  return [written, sender.addressing, recipient.addressing].includes('lid') ? 'lid' : 'pn';
}

/** The JID by which the sender names a chat that is addressed so. */
export function chatJid(recipient: Recipient, addressing: Addressing): string {
  return recipient instanceof Group ? recipient.jid : recipient.jid(addressing);
}

/** What a chat is known by on phones: the number of the other side, or the group's JID. */
export function chatKey(recipient: Recipient): string {
  return recipient instanceof Group ? recipient.jid : recipient.phone;
}

/** The chat that a message belongs to, seen by an account that takes part. */
export function otherSide({ sender, recipient }: Envelope, account: Account): Recipient {
  return recipient instanceof Group || sender === account ? recipient : sender;
}

function groupAttributes({ sender, device, addressing }: Envelope, group: Group) {
  return {
    from: group.jid,
    ...actorAttributes(group, sender),
    participant: sender.jid(addressing, device),
    addressing_mode: addressing,
  };
}

function addressAttributes(envelope: Envelope, target: Account): Record<string, string | number | undefined> {
  const { sender, device, recipient, addressing, category } = envelope;
  if (recipient instanceof Group) return groupAttributes(envelope, recipient);
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
 * The stanza in which a device of `target` gets a message. In a group everybody sees who of it has sent it. In a
 * chat of two the sender's own other devices are told the chat in `recipient`; everybody else sees who sent it.
 * Each sees by which other name the account is known.
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
