import { type EventSelector, isEventSelector, isWebhookEvent, type PayloadFormat } from '#libs/events';
import { LIMITS } from '#libs/config';
import { headerFaults, isShaped } from '#libs/webhooks';

/** Where another gateway sends its events. */
export interface ForeignWebhook {
  url: string;
  /** Null: all events that need not be asked for by name. */
  events: EventSelector[] | null;
  enabled: boolean;
  headers: Record<string, string>;
  /** That of the other gateway: whoever receives its events goes on receiving them. */
  format: PayloadFormat;
  /** Signs the requests; null: the secret of the server. */
  secret: string | null;
}

/** What is known of one, in the words of the other gateway. */
export interface Described {
  /** How a sentence about it begins: `webhook 1`. */
  title: string;
  format: PayloadFormat;
  url: unknown;
  events: readonly unknown[];
  enabled: boolean;
  headers: readonly (readonly [name: unknown, value: unknown])[];
  secret?: unknown;
}

/** Our events, by their names at the other gateway. */
export type EventNames = Readonly<Record<string, readonly EventSelector[]>>;

/** A secret as an endpoint can have it. */
const SECRET = /^(?!whsec_)[\x21-\x7e]{16,256}$/;

/**
 * Makes an endpoint of ours of a webhook.
 * @param leaveOut called with each sentence about something that is not imported
 * @returns undefined if none can be made
 */
export function webhookOf(
  { title, format, url, events, enabled, headers, secret }: Described,
  names: EventNames,
  leaveOut: (sentence: string) => void,
): ForeignWebhook | undefined {
  if (typeof url !== 'string' || !isWebUrl(url)) {
    leaveOut(`${title}: events cannot be sent to its URL`);
    return undefined;
  }
  const selected = selectorsOf(events, names, (name) => leaveOut(`${title}: there is no event like ${name}`));
  if (selected.length === 0) {
    leaveOut(`${title}: none of its events is known here`);
    return undefined;
  }
  const own = selected.filter((name) => isWebhookEvent(name) && !isShaped(format, name));
  if (own.length > 0) leaveOut(`${title}: the form of ${own.join(', ')} is that of miaw`);
  const kept = headersOf(headers, (name) => leaveOut(`${title}: the header ${name} cannot be sent`));
  const usable = typeof secret === 'string' && SECRET.test(secret);
  if (secret !== undefined && secret !== null && !usable)
    leaveOut(
      `${title}: its key has fewer than 16 or unusual characters, and API_WEBHOOK_SECRET signs instead`,
    );
  return {
    url,
    events: selected.includes('*') ? null : selected,
    enabled,
    headers: kept,
    format,
    secret: usable ? secret : null,
  };
}

function isWebUrl(text: string): boolean {
  if (text.length > LIMITS.urlCharacters || !URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return /^https?:$/.test(protocol) && username === '' && password === '';
}

function selectorsOf(
  events: readonly unknown[],
  names: EventNames,
  onUnknown: (name: string) => void,
): EventSelector[] {
  const selected = events.flatMap((name) => {
    if (typeof name !== 'string') return [];
    const ours = Object.hasOwn(names, name) ? names[name] : undefined;
    if (!ours) onUnknown(name);
    return ours ?? [];
  });
  return [...new Set(selected)].filter(isEventSelector);
}

function headersOf(headers: Described['headers'], onRefused: (name: string) => void): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of headers) {
    if (typeof name === 'string' && typeof value === 'string') {
      if (headerFaults({ ...kept, [name]: value }).length === 0) kept[name] = value;
      else onRefused(name);
    }
  }
  return kept;
}
