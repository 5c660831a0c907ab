const GROUP = '120363000000000001@g.us';
const CHANNEL = '120363000000000009@newsletter';
const ANNA = '15550001111@s.whatsapp.net';
const STATUS = 'status@broadcast';
const JUNK = { base64: Buffer.alloc(40, 0xff).toString('base64') };

/** Stanzas that lack something, or hold something else than they should. */
export const MALFORMED: readonly { tag: string; attrs: Record<string, string>; content?: unknown }[] = [
  { tag: 'message', attrs: { from: ANNA }, content: [{ tag: 'unavailable', attrs: { type: 'view_once' } }] },
  { tag: 'message', attrs: { from: GROUP }, content: [{ tag: 'unavailable', attrs: { type: 'view_once' } }] },
  { tag: 'message', attrs: { from: 'nobody' }, content: [{ tag: 'unavailable' }] },
  { tag: 'message', attrs: { from: ANNA }, content: [{ tag: 'enc', attrs: { type: 'msmsg' } }] },
  {
    tag: 'message',
    attrs: { from: ANNA },
    content: [{ tag: 'enc', attrs: { type: 'some_day' }, content: JUNK }],
  },
  { tag: 'message', attrs: { from: CHANNEL }, content: [{ tag: 'plaintext', content: JUNK }] },
  { tag: 'message', attrs: { from: CHANNEL, server_id: 'x' }, content: [{ tag: 'plaintext' }] },
  { tag: 'message', attrs: { from: CHANNEL, t: 'NaN' } },
  { tag: 'message', attrs: { from: STATUS }, content: [{ tag: 'unavailable' }] },
  {
    tag: 'message',
    attrs: { from: STATUS, participant: ANNA },
    content: [{ tag: 'enc', attrs: { type: 'x' } }],
  },
  { tag: 'receipt', attrs: { from: GROUP }, content: [{ tag: 'participants', content: [{ tag: 'user' }] }] },
  { tag: 'receipt', attrs: { from: GROUP, type: 'read' }, content: [{ tag: 'participants', content: JUNK }] },
  { tag: 'receipt', attrs: { from: GROUP, type: 'x' }, content: [{ tag: 'list' }] },
  { tag: 'notification', attrs: { from: GROUP, type: 'w:gp2' }, content: [{ tag: 'x' }] },
  {
    tag: 'notification',
    attrs: { from: GROUP, type: 'w:gp2' },
    content: [{ tag: 'modify' }, { tag: 'link' }],
  },
  { tag: 'notification', attrs: { from: 's.whatsapp.net', type: 'contacts' }, content: [{ tag: 'modify' }] },
  { tag: 'notification', attrs: { from: ANNA, type: 'status' }, content: [{ tag: 'set' }] },
  { tag: 'notification', attrs: { from: ANNA, type: 'picture' }, content: JUNK },
  { tag: 'notification', attrs: { from: ANNA, type: 'x' } },
  { tag: 'notification', attrs: { from: 's.whatsapp.net' }, content: [{ tag: 'x' }] },
  { tag: 'call', attrs: { from: ANNA } },
  { tag: 'call', attrs: { from: ANNA }, content: [{ tag: 'terminate' }] },
  { tag: 'appdata', attrs: {} },
];
