import type { WebhookEvent } from '#libs/events';
import { isObject, isTexts } from '../json.js';

export const CHAT_KINDS = ['all', 'people', 'groups'] as const;
export type ChatKind = (typeof CHAT_KINDS)[number];

/** Events whose payload is a message, with a `type`. */
const MESSAGES: ReadonlySet<string> = new Set<WebhookEvent>([
  'message',
  'message_sent',
  'status_post',
  'channel_post',
]);

/** Which of the events that an endpoint selects it gets. All that is given must fit. */
export interface EndpointFilter {
  /** Events of chats with one person, or of groups. Those that belong to no chat always fit. */
  chats?: ChatKind;
  /** Events of these chats. Those that belong to no chat always fit. */
  chatIds?: string[];
  /** Events about what the account did itself, or what others did. Those that do not say always fit. */
  fromMe?: boolean;
  /** New messages and posts with such content. Other events always fit. */
  types?: string[];
}

/** What a filter looks at. */
export interface FilteredEvent {
  event: string;
  chat: string | null;
  data: object;
}

/**
 * Whether an event passes a filter.
 * @param otherAddress the other address of the chat, by phone or by LID, where it is known
 */
export async function passes(
  { chats = 'all', chatIds, fromMe, types }: EndpointFilter,
  { event, chat, data }: FilteredEvent,
  otherAddress: (chat: string) => Promise<string | undefined>,
): Promise<boolean> {
  const own: unknown = Reflect.get(data, 'fromMe');
  if (fromMe !== undefined && typeof own === 'boolean' && own !== fromMe) return false;
  const type: unknown = MESSAGES.has(event) ? Reflect.get(data, 'type') : undefined;
  if (types && typeof type === 'string' && !types.includes(type)) return false;
  if (chat === null) return true;
  if (chats !== 'all' && kindOf(chat) !== chats) return false;
  if (!chatIds || chatIds.includes(chat)) return true;
  const other = await otherAddress(chat);
  return other !== undefined && chatIds.includes(other);
}

export function isEndpointFilter(value: unknown): value is EndpointFilter {
  if (!isObject(value)) return false;
  const fits = (name: keyof EndpointFilter, test: (part: unknown) => boolean): boolean => {
    const part: unknown = Reflect.get(value, name);
    return part === undefined || test(part);
  };
  return (
    fits('chats', (part) => CHAT_KINDS.some((kind) => kind === part)) &&
    fits('chatIds', isTexts) &&
    fits('fromMe', (part) => typeof part === 'boolean') &&
    fits('types', isTexts)
  );
}

/** Status posts and channels are neither. */
function kindOf(chat: string): ChatKind | undefined {
  if (chat.endsWith('@g.us')) return 'groups';
  return chat.endsWith('@broadcast') || chat.endsWith('@newsletter') ? undefined : 'people';
}
