/** A message as a phone shows it. JIDs are `digits@s.whatsapp.net`, `digits@lid` or `digits@g.us`. */
export interface PhoneMessage {
  id: string;
  /** JID of the author. */
  from: string;
  /** LID of the author, in chats that are addressed by LID. */
  fromLid?: string;
  /** JID of the recipient: a person, or a group. */
  to: string;
  /** Written by the owner of the phone. */
  fromMe: boolean;
  /** What it is: `text`, `image`, `poll`, … */
  type: string;
  text?: string;
  /** Of a file. */
  caption?: string;
  quoted?: { id: string; text?: string };
  /** Numbers of those who are mentioned. */
  mentions?: string[];
  media?: { mimetype: string; fileName?: string; sizeBytes: number; sha256: string; error?: string };
  location?: { latitude: number; longitude: number; name?: string; address?: string };
  poll?: { name: string; options: string[]; selectableCount: number };
  reactions: { from: string; emoji: string }[];
  read: boolean;
  edited: boolean;
  deleted: boolean;
  [trait: string]: unknown;
}
