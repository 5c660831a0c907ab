import type { Json } from '../state/state-file.js';
import type { Channel, ChannelText } from './channel.js';

/** The answer for a JID or an invite code that leads to no channel (as observed). */
export const NO_CHANNEL = {
  id: null,
  state: { type: 'NON_EXISTING' },
  thread_metadata: null,
  viewer_metadata: null,
};

/**
 * A channel as WhatsApp's GraphQL answers show it (zapo `WaMexFetchNewsletterResponse`, whatsapp-rust
 * `parse_newsletter_metadata`, whatsmeow `types/newsletter.go`). Numbers are texts.
 */
export function threadMetadata(channel: Channel, counts: boolean): Record<string, Json> {
  const { picture } = channel;
  const image = (type: string) => picture && { id: picture.id, type, direct_path: picture.path };
  return {
    creation_time: String(channel.creation),
    name: textJson(channel.name),
    description: channel.description
      ? textJson(channel.description)
      : { id: String(channel.creation), text: '', update_time: '0' },
    picture: image('IMAGE') ?? null,
    preview: image('PREVIEW') ?? null,
    invite: channel.inviteCode,
    handle: null,
    verification: channel.verified ? 'VERIFIED' : 'UNVERIFIED',
    settings: { reaction_codes: { value: 'ALL' } },
    ...(counts && { subscribers_count: String(channel.followers.size) }),
  };
}

/** What the server says about the account that asks. @param phone of the account */
export function viewerMetadata(channel: Channel, phone: string): Record<string, Json> {
  const role = channel.followers.get(phone) ?? 'guest';
  const settings = [
    { type: 'MUTE_ADMIN_ACTIVITY', value: channel.muted.has(phone) ? 'ON' : 'OFF' },
    { type: 'MUTE_FOLLOWER_ACTIVITY', value: 'ON' },
  ];
  return { role: role.toUpperCase(), settings: role === 'guest' ? [] : settings };
}

/** @param counts whether the number of followers is part of it: it is not in the list of followed channels */
export function metadata(channel: Channel, phone: string, counts = true): Record<string, Json> {
  return {
    id: channel.jid,
    state: { type: channel.state },
    thread_metadata: threadMetadata(channel, counts),
    viewer_metadata: viewerMetadata(channel, phone),
  };
}

function textJson({ id, text, at }: ChannelText): Json {
  return { id, text, update_time: String(at) };
}
