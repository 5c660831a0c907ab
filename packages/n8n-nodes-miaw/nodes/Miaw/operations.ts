import { createHash } from 'node:crypto';
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { objectsIn, refusal, send } from '../api.js';
import { separated, textOf } from '../values.js';
import type { Item } from './item.js';

type Operation = (item: Item) => Promise<INodeExecutionData[]>;

/** What the node does, by resource and operation. */
export const OPERATIONS: Readonly<Record<string, Operation>> = {
  'chat:getAll': async (item) => {
    const { search, unread } = item.filled('filters');
    return json(await item.list('chats', item.path('chats'), { search, unread }));
  },
  'contact:check': async (item) => {
    const body = { phones: separated(item.text('phones')) };
    const path = item.path('contacts', 'check-batch');
    const [answer] = objectsIn(await item.request({ method: 'POST', path, body }));
    return json(answer?.['results']);
  },
  'contact:getAll': async (item) => json(await item.list('contacts', item.path('contacts'))),
  'instance:get': async (item) => json(await item.request({ method: 'GET', path: item.path() })),
  'instance:getAll': async (item) => json(await item.request({ method: 'GET', path: '/instances' })),
  'message:download': download,
  'message:get': async (item) => {
    const query = item.filled('options');
    return json(await item.request({ method: 'GET', path: item.messagePath(), query }));
  },
  'message:getAll': async (item) => {
    const path = item.path('chats', item.text('chatId'), 'messages');
    return json(await item.list('messages', path, item.filled('filters')));
  },
  'message:markAsRead': async (item) => {
    const path = item.messagePath().replace('/messages/', '/read/');
    return json(await item.request({ method: 'POST', path, query: item.filled('options') }));
  },
  'message:react': async (item) => {
    const body = { emoji: item.text('emoji'), ...item.filled('options') };
    return json(await item.request({ method: 'POST', path: item.messagePath('reaction'), body }));
  },
  'message:sendFile': async (item) =>
    item.text('source') === 'binary'
      ? sendBytes(item)
      : sent(item, item.text('kind'), { media: item.text('url') }),
  'message:sendLocation': async (item) =>
    sent(item, 'location', { latitude: item.number('latitude'), longitude: item.number('longitude') }),
  'message:sendText': async (item) => sent(item, 'text', { text: item.text('text') }),
};

function json(data: unknown): INodeExecutionData[] {
  return objectsIn(data).map((each) => ({ json: each }));
}

/** What all messages can have: the recipient, the options, and the key. */
function messageOf(item: Item): { fields: IDataObject; key: unknown } {
  const { idempotencyKey: key, mentions, ...options } = item.filled('options');
  return {
    fields: {
      to: item.text('to'),
      ...options,
      ...(mentions !== undefined && { mentions: separated(mentions) }),
    },
    key,
  };
}

async function sent(item: Item, kind: string, content: IDataObject): Promise<INodeExecutionData[]> {
  const { fields, key } = messageOf(item);
  const body = { ...fields, ...content };
  return json(
    await item.request({
      method: 'POST',
      path: item.path('messages', kind),
      body,
      headers: { 'Idempotency-Key': key ?? item.key(JSON.stringify(body)) },
    }),
  );
}

/** Sends a file of the input as a form, which may be larger than JSON. */
async function sendBytes(item: Item): Promise<INodeExecutionData[]> {
  const field = item.text('binaryPropertyName');
  const { node, index } = item;
  const { fileName, mimeType } = node.helpers.assertBinaryData(index, field);
  const bytes = await node.helpers.getBinaryDataBuffer(index, field);
  const { fields, key } = messageOf(item);
  const digest = createHash('sha256').update(bytes).digest('hex');
  // The same bytes make the same request: a repetition is known by them.
  const boundary = `miaw-${digest}`;
  const parts = Object.entries(fields).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map(
      (each) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${textOf(each)}\r\n`,
    ),
  );
  const shownName = (fileName ?? 'file').replaceAll(/[\r\n"]/g, '_');
  const file = `--${boundary}\r\nContent-Disposition: form-data; name="media"; filename="${shownName}"\r\nContent-Type: ${mimeType}\r\n\r\n`;
  return json(
    await item.request({
      method: 'POST',
      path: item.path('messages', item.text('kind')),
      body: Buffer.concat([
        Buffer.from(parts.join('') + file),
        bytes,
        Buffer.from(`\r\n--${boundary}--\r\n`),
      ]),
      headers: {
        'Content-Type': `multipart/form-data; boundary=${boundary}`,
        'Idempotency-Key': key ?? item.key(parts.join('') + digest),
      },
    }),
  );
}

async function download(item: Item): Promise<INodeExecutionData[]> {
  const { node, index } = item;
  const path = item.messagePath('media');
  const answer = await send(node, {
    method: 'GET',
    path,
    query: item.filled('options'),
    file: true,
    item: index,
  });
  if (answer.status >= 400 || !Buffer.isBuffer(answer.body)) throw refusal(node, answer, index);
  const name = fileNameIn(textOf(answer.headers['content-disposition']));
  const type = textOf(answer.headers['content-type']) || undefined;
  const file = await node.helpers.prepareBinaryData(answer.body, name, type);
  return [
    { json: { messageId: item.text('messageId') }, binary: { [item.text('binaryPropertyName')]: file } },
  ];
}

/** The name in a `Content-Disposition`. */
function fileNameIn(header: string): string | undefined {
  const encoded = /filename\*=UTF-8''([^;]+)/i.exec(header)?.[1];
  return encoded ? decodeURIComponent(encoded) : /filename="([^"]*)"/i.exec(header)?.[1];
}
