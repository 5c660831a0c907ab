import type { RequestHandlerExtra } from '@modelcontextprotocol/sdk/shared/protocol.js';
import type { CallToolResult, ServerNotification, ServerRequest } from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';
import type { InstanceClient } from '../../../packages/client/src/index.js';
import { Drafts } from './drafts.js';
import { IdempotencyKeys } from './keys.js';
import {
  answer,
  CHAT,
  INSTANCE,
  instanceFor,
  instanceIdFor,
  mustAllow,
  Refusal,
  SENDING,
  type Surroundings,
} from './toolbox.js';

type Extra = RequestHandlerExtra<ServerRequest, ServerNotification>;

/** How long somebody may take to decide, ms. */
const DECISION_MS = 10 * 60_000;

const TEXT = z.string().min(1).max(65_536);
const MESSAGE = z.string().min(1).max(1024).describe('`id` of the message.');

const KEY = z
  .string()
  .regex(/^[\x21-\x7e]+$/)
  .max(255)
  .optional()
  .describe(
    'Without it, the same request is sent once in this session, however often you make it. Give another key to send the same again.',
  );

/** The operations that send a file, by what it is. */
const FILES = {
  image: (bot: InstanceClient) => bot.messages.sendImage.bind(bot.messages),
  video: (bot: InstanceClient) => bot.messages.sendVideo.bind(bot.messages),
  audio: (bot: InstanceClient) => bot.messages.sendAudio.bind(bot.messages),
  document: (bot: InstanceClient) => bot.messages.sendDocument.bind(bot.messages),
} as const;

/** Something to send: what it is, for the person who confirms it, and how it is sent with an idempotency key. */
interface Sending {
  tool: string;
  instance: string | undefined;
  chat: string;
  /** Everything that makes the request what it is. */
  request: object;
  summary: string;
  /** What the caller has given; null: sending it again does no harm. */
  key: string | undefined | null;
  send: (bot: InstanceClient, idempotencyKey: string) => Promise<object>;
}

/** Adds the tools that others see the effect of, as far as the key may. */
export function addSendingTools(surroundings: Surroundings): void {
  const outbox = new Outbox(surroundings);
  if (surroundings.scopes.has('messages:send')) {
    addTexts(surroundings, outbox);
    addFiles(surroundings, outbox);
    addReactions(surroundings, outbox);
    if (surroundings.approval) addConfirmation(surroundings, outbox);
  }
  if (surroundings.scopes.has('chats:write')) addReceipts(surroundings);
}

/** Sends, or asks somebody first. */
class Outbox {
  private readonly drafts = new Drafts();
  private readonly keys = new IdempotencyKeys();

  constructor(private readonly surroundings: Surroundings) {}

  /** Sends at once; in the approval mode, asks the person at the client, or keeps a draft. */
  deliver(sending: Sending, extra: Extra): Promise<CallToolResult> {
    return answer(this.surroundings, async () => {
      mustAllow(this.surroundings, sending.chat);
      // Whoever confirms it has to know from which account it goes.
      const instance = await instanceIdFor(this.surroundings, sending.instance);
      if (!this.surroundings.approval) return this.send(sending, instance);
      const summary = `From ${instance}: ${sending.summary}`;
      if (this.canAsk())
        return (await this.agrees(summary, extra))
          ? this.send(sending, instance)
          : { sent: false, reason: 'the person did not agree' };
      const draft = this.drafts.add(() => this.send(sending, instance));
      return {
        sent: false,
        draft,
        summary,
        next: 'Show this to the person. Call `confirm` with the draft only if the person agrees.',
      };
    });
  }

  /** Sends a draft. */
  confirm(id: string): Promise<CallToolResult> {
    return answer(this.surroundings, async () => {
      const draft = this.drafts.find(id);
      if (!draft) throw new Refusal('there is no such draft: make a new one');
      return draft();
    });
  }

  private async send({ tool, request, key, send }: Sending, instance: string): Promise<object> {
    const bot = this.surroundings.miaw.instance(instance);
    if (key === null) return { sent: true, ...(await send(bot, '')) };
    const idempotencyKey = this.keys.of(tool, { instance, ...request }, key);
    const result = await send(bot, idempotencyKey);
    const repeated = this.keys.repeats(idempotencyKey);
    return {
      sent: true,
      ...result,
      ...(repeated && { note: 'this had been sent before, and was not sent again' }),
    };
  }

  private canAsk(): boolean {
    return this.surroundings.server.server.getClientCapabilities()?.elicitation?.form !== undefined;
  }

  private async agrees(message: string, { requestId, signal }: Extra): Promise<boolean> {
    const { action } = await this.surroundings.server.server.elicitInput(
      { mode: 'form', message, requestedSchema: { type: 'object', properties: {} } },
      { timeout: DECISION_MS, relatedRequestId: requestId, signal },
    );
    return action === 'accept';
  }
}

function addTexts({ server, ...rest }: Surroundings, outbox: Outbox): void {
  const surroundings = { server, ...rest };
  server.registerTool(
    'send_text',
    {
      title: 'Send a text',
      description: `Sends a text message to a person or group.${confirmed(surroundings)}`,
      inputSchema: { instance: INSTANCE, chat: CHAT, text: TEXT, idempotencyKey: KEY },
      annotations: SENDING,
    },
    ({ instance, chat, text, idempotencyKey: key }, extra) =>
      outbox.deliver(
        {
          tool: 'send_text',
          instance,
          chat,
          request: { chat, text },
          summary: `send to ${chat}: ${text}`,
          key,
          send: (bot, idempotencyKey) => bot.messages.sendText({ to: chat, text }, { idempotencyKey }),
        },
        extra,
      ),
  );
  // Whoever may use some chats only must not quote a message of another.
  if (surroundings.chats.limited && !surroundings.scopes.has('messages:read')) return;
  server.registerTool(
    'reply',
    {
      title: 'Reply to a message',
      description: `Sends a text that quotes a message of the same chat.${confirmed(surroundings)}`,
      inputSchema: { instance: INSTANCE, chat: CHAT, messageId: MESSAGE, text: TEXT, idempotencyKey: KEY },
      annotations: SENDING,
    },
    ({ instance, chat, messageId, text, idempotencyKey: key }, extra) =>
      outbox.deliver(
        {
          tool: 'reply',
          instance,
          chat,
          request: { chat, messageId, text },
          summary: `reply in ${chat} to the message ${messageId}: ${text}`,
          key,
          send: async (bot, idempotencyKey) => {
            if (surroundings.chats.limited) await bot.messages.getMessage(messageId, { chatId: chat });
            return bot.messages.sendText({ to: chat, text, quotedMessageId: messageId }, { idempotencyKey });
          },
        },
        extra,
      ),
  );
}

function addFiles(surroundings: Surroundings, outbox: Outbox): void {
  surroundings.server.registerTool(
    'send_media',
    {
      title: 'Send a file',
      description: `Sends a picture, video, audio or document that the server fetches from a URL.${confirmed(surroundings)}`,
      inputSchema: {
        instance: INSTANCE,
        chat: CHAT,
        kind: z.enum(['image', 'video', 'audio', 'document']),
        url: z
          .url({ protocol: /^https?$/ })
          .max(2048)
          .describe('Where the file is, with https.'),
        caption: z.string().min(1).max(4096).optional().describe('Text with the file; not with audio.'),
        fileName: z.string().min(1).max(255).optional().describe('Name of a document.'),
        idempotencyKey: KEY,
      },
      annotations: SENDING,
    },
    ({ instance, chat, kind, url, caption, fileName, idempotencyKey: key }, extra) => {
      const named = fileName === undefined ? '' : `, as ${fileName}`;
      return outbox.deliver(
        {
          tool: 'send_media',
          instance,
          chat,
          request: { chat, kind, url, caption, fileName },
          summary: `send to ${chat} the ${kind} at ${url}${named}${caption === undefined ? '' : `: ${caption}`}`,
          key,
          send: (bot, idempotencyKey) =>
            FILES[kind](bot)(
              { to: chat, media: url, fileName, ...(kind !== 'audio' && { caption }) },
              { idempotencyKey },
            ),
        },
        extra,
      );
    },
  );
}

function addReactions(surroundings: Surroundings, outbox: Outbox): void {
  surroundings.server.registerTool(
    'react',
    {
      title: 'React to a message',
      description: `Reacts to a message with an emoji, or removes the reaction.${confirmed(surroundings)}`,
      inputSchema: {
        instance: INSTANCE,
        chat: CHAT,
        messageId: MESSAGE,
        emoji: z.string().max(64).describe('One emoji; empty: remove the reaction.'),
      },
      annotations: SENDING,
    },
    ({ instance, chat, messageId, emoji }, extra) =>
      outbox.deliver(
        {
          tool: 'react',
          instance,
          chat,
          request: { chat, messageId, emoji },
          summary: `react in ${chat} to the message ${messageId}: ${emoji === '' ? 'no reaction' : emoji}`,
          // The last reaction counts, however often it is sent.
          key: null,
          send: (bot) => bot.messages.reactToMessage(messageId, { emoji, chatId: chat }),
        },
        extra,
      ),
  );
}

function addConfirmation(surroundings: Surroundings, outbox: Outbox): void {
  surroundings.server.registerTool(
    'confirm',
    {
      title: 'Send a draft',
      description:
        'Sends a draft that a sending tool has returned. Call it only after the person has seen the draft and agreed.',
      inputSchema: { draft: z.string().max(64).describe('`draft` of the sending tool.') },
      annotations: SENDING,
    },
    ({ draft }) => outbox.confirm(draft),
  );
}

function addReceipts(surroundings: Surroundings): void {
  surroundings.server.registerTool(
    'mark_read',
    {
      title: 'Mark as read',
      description: 'Marks a message as read. Its sender sees that, unless the account hides it.',
      inputSchema: { instance: INSTANCE, chat: CHAT, messageId: MESSAGE },
      annotations: SENDING,
    },
    ({ instance, chat, messageId }) =>
      answer(surroundings, async () => {
        mustAllow(surroundings, chat);
        const bot = await instanceFor(surroundings, instance);
        return bot.messages.readMessage(messageId, { chatId: chat });
      }),
  );
}

function confirmed({ approval }: Surroundings): string {
  return approval ? ' Nothing is sent before the person agrees.' : '';
}
