import { type BinaryNode, normalizeMessageContent, proto } from '@whiskeysockets/baileys';

/** What `type`, and the `mediatype` of the content, say about a post (Baileys `getMediaType`, whatsmeow `getTypeFromMessage`). */
function kindOf(message: proto.IMessage): { type: string; mediatype?: string; poll?: true } {
  const content = normalizeMessageContent(message);
  if (content?.pollCreationMessage ?? content?.pollCreationMessageV2 ?? content?.pollCreationMessageV3)
    return { type: 'poll', poll: true };
  if (content?.imageMessage) return { type: 'media', mediatype: 'image' };
  const video = content?.videoMessage;
  return video ? { type: 'media', mediatype: video.gifPlayback ? 'gif' : 'video' } : { type: 'text' };
}

/**
 * The stanza of a post: its content is not encrypted (whatsmeow `sendNewsletter`, Baileys `relayMessage`).
 * @param mediaHandle names the upload of its file
 */
export function channelStanza(
  jid: string,
  id: string,
  message: proto.IMessage,
  mediaHandle?: string | null,
): BinaryNode {
  const { type, mediatype, poll } = kindOf(message);
  const plaintext = proto.Message.encode(proto.Message.fromObject(message)).finish();
  const attrs: BinaryNode['attrs'] = { to: jid, id, type };
  if (mediaHandle) attrs['media_id'] = mediaHandle;
  const content: BinaryNode = { tag: 'plaintext', attrs: {}, content: plaintext };
  if (mediatype !== undefined) content.attrs['mediatype'] = mediatype;
  const meta = poll ? [{ tag: 'meta', attrs: { polltype: 'creation' } }] : [];
  return { tag: 'message', attrs, content: [...meta, content] };
}

/**
 * A change of a post, which has the id of the post (whatsmeow `sendNewsletter`, whatsapp-rust `build_newsletter_edit_node`).
 * @param message the new content; undefined deletes the post
 */
export function changeStanza(jid: string, id: string, message?: proto.IMessage): BinaryNode {
  if (!message)
    return {
      tag: 'message',
      attrs: { to: jid, id, type: 'text', edit: '8' },
      content: [{ tag: 'plaintext', attrs: {} }],
    };
  const { attrs, content } = channelStanza(jid, id, message);
  return { tag: 'message', attrs: { ...attrs, edit: '3' }, content };
}
