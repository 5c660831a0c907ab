import type { BinaryNode } from '@whiskeysockets/baileys';
import type { Account } from '../accounts/account.js';
import { Group } from '../groups/group.js';
import { actorAttributes } from '../groups/group-nodes.js';
import { type Addressing, addressingOf } from '../wire/jid.js';
import { type Overrides, stanza, withAttributes } from '../wire/stanza.js';

/** The other side of a chat: a person or a group. */
export type Recipient = Account | Group;

/** Everything about a message in transit except its content. */
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
  /** Tag of the stanza; default `message`. */
  tag?: string;
  edit?: string;
  category?: string;
  /** The `polltype` of `<meta>`. */
  polltype?: string;
  /** In place of the usual attributes, for other people's companions. */
  attributes?: Overrides;
  /** More children, for other people's companions. */
  children?: readonly BinaryNode[];
}

/**
 * How a chat is addressed. For a group this is fixed when it is created. A chat between two people uses LIDs, unless
 * one of them is set to phone numbers and the sender did not write to a LID.
 */
export function chatAddressing(sender: Account, recipient: Recipient, to?: string): Addressing {
  if (recipient instanceof Group) return recipient.addressing;
  if (to !== undefined && addressingOf(to) === 'lid') return 'lid';
  return [sender, recipient].some(({ addressing }) => addressing === 'pn') ? 'pn' : 'lid';
}

/** The JID of a chat for its sender. */
export function chatJid(recipient: Recipient, addressing: Addressing): string {
  return recipient instanceof Group ? recipient.jid : recipient.jid(addressing);
}

/** The key of a chat on phones: the phone number of the other side, or the group's JID. */
export function chatKey(recipient: Recipient): string {
  return recipient instanceof Group ? recipient.jid : recipient.phone;
}

/** The chat of a message, as one of its participants sees it. */
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
      [lid ? 'sender_pn' : 'sender_lid']: lid ? sender.shownPnJid : sender.lidJid,
      sender_username: sender.username,
    };
  if (category === 'peer') return { from: sender.jid('pn', device) };
  return {
    from,
    addressing_mode: mode,
    recipient: recipient.jid(addressing),
    [lid ? 'peer_recipient_pn' : 'peer_recipient_lid']: lid ? recipient.shownPnJid : recipient.lidJid,
    peer_recipient_username: recipient.username,
  };
}

/**
 * The stanza that brings a message to a device of `target`. In a group it names the author as `participant`. In a
 * chat between two people, `from` is the sender, and the sender's own other devices find the chat in `recipient`.
 * Both forms also carry the JID in the other addressing.
 */
export function messageStanza(envelope: Envelope, target: Account, content: BinaryNode[]): BinaryNode {
  const meta = envelope.polltype ? [stanza('meta', { polltype: envelope.polltype })] : [];
  const others = target === envelope.sender ? [] : (envelope.children ?? []);
  const node = stanza(
    envelope.tag ?? 'message',
    {
      ...addressAttributes(envelope, target),
      id: envelope.id,
      t: envelope.timestamp,
      type: envelope.type,
      edit: envelope.edit,
      category: envelope.category,
      notify: envelope.category === 'peer' ? undefined : envelope.sender.name || undefined,
    },
    [...content, ...meta, ...others],
  );
  return target === envelope.sender ? node : withAttributes(node, envelope.attributes ?? {});
}
