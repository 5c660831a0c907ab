import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { isObject } from '#libs/storage';
import { readBaileys } from './baileys.js';
import { type EventNames, type ForeignWebhook, webhookOf } from './foreign-webhook.js';
import { readText } from './key-files.js';
import type { ForeignSession } from './session.js';
import { part, read } from './values.js';

/** What WAHA keeps beside the session. */
const CONFIG_FILE = '.waha.session.config.json';

/** Our events, by the names of WAHA. */
export const WAHA_EVENTS: EventNames = {
  '*': ['*'],
  'session.status': ['connection'],
  message: ['message'],
  'message.any': ['message', 'message_sent'],
  'message.ack': ['message_status'],
  'message.ack.group': ['message_receipt'],
  'message.reaction': ['message_reaction'],
  'message.edited': ['message_edit'],
  'message.revoked': ['message_delete'],
  'poll.vote': ['poll_vote'],
  'presence.update': ['presence'],
  'chat.archive': ['chat_update'],
  'group.v2.update': ['group_update'],
  'group.v2.participants': ['group_participants'],
  'group.join': ['group_participants'],
  'group.leave': ['group_participants'],
  'label.upsert': ['label'],
  'label.deleted': ['label'],
  'label.chat.added': ['label_assignment'],
  'label.chat.deleted': ['label_assignment'],
  'call.received': ['call'],
  'call.accepted': ['call'],
  'call.rejected': ['call'],
};

/**
 * Reads a session of WAHA with the engine NOWEB.
 * @param directory `.sessions/noweb/NAME`
 * @param now epoch ms
 * @throws ImportFault
 */
export async function readWaha(directory: string, now: number): Promise<ForeignSession> {
  const session = await readBaileys(directory, now);
  const leftOut = [...session.leftOut];
  const webhooks = await webhooksIn(join(directory, CONFIG_FILE), (sentence) => leftOut.push(sentence));
  return { ...session, name: basename(directory), webhooks, leftOut };
}

async function webhooksIn(path: string, leaveOut: (sentence: string) => void): Promise<ForeignWebhook[]> {
  if (!existsSync(path)) return [];
  const config = read(await readText(path), path);
  if (!isObject(config)) return [];
  for (const name of Object.keys(config))
    if (name !== 'webhooks') leaveOut(`${name} of the session's configuration is not imported`);
  const listed = part(config, 'webhooks');
  return (Array.isArray(listed) ? listed : []).flatMap((each: unknown, index) => {
    const title = `webhook ${index + 1}`;
    const [events, headers] = [part(each, 'events'), part(each, 'customHeaders')];
    if (isObject(part(each, 'retries')))
      leaveOut(`${title}: retries is not imported, the server has its own`);
    const webhook = webhookOf(
      {
        title,
        format: 'waha',
        url: part(each, 'url'),
        events: Array.isArray(events) ? events : [],
        enabled: true,
        headers: (Array.isArray(headers) ? headers : []).map((header: unknown) => [
          part(header, 'name'),
          part(header, 'value'),
        ]),
        secret: part(part(each, 'hmac'), 'key'),
      },
      WAHA_EVENTS,
      leaveOut,
    );
    return webhook ?? [];
  });
}
