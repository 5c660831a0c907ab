/** Which chats may be read and written to. */
export class AllowedChats {
  private readonly jids: ReadonlySet<string> | undefined;

  /** @param chats phone numbers and JIDs; undefined: all chats */
  constructor(chats: readonly string[] | undefined) {
    this.jids = chats && new Set(chats.map(jidOf));
  }

  /** Whether there is a list at all. */
  get limited(): boolean {
    return this.jids !== undefined;
  }

  has(chat: string): boolean {
    return this.jids === undefined || this.jids.has(jidOf(chat));
  }
}

/** What a chat is called in answers, for a phone number or a JID. */
export function jidOf(chat: string): string {
  const text = chat.trim().toLowerCase();
  if (!text.includes('@')) return `${text.replaceAll(/\D/g, '')}@s.whatsapp.net`;
  return text.replace(/@c\.us$/, '@s.whatsapp.net');
}
