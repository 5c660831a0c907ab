import {
  deleteMessage,
  editMessage,
  forwardMessage,
  getMessage,
  listChats,
  listMessages,
  type MessageDto,
  reactToMessage,
  readMessage,
  type SendContactData,
  sendContact,
  sendImage,
  type SendImageData,
  type SendLocationData,
  sendLocation,
  sendPoll,
  type SendPollData,
  sendText,
  type SendTextData,
} from '../client/generated/index.js';
import { type Outcome, outcomeOf } from './outcome.js';
import type { Arrival } from './receiver.js';
import type { World } from './world.js';

type Sending = Promise<Outcome<{ messageId: string }>>;

/** An instance, as the programs of those who run it use it. Each call resolves with the answer, whatever it is. */
export class Bot {
  constructor(
    private readonly world: World,
    readonly instanceId: string,
    /** Digits. */
    readonly phone: string,
  ) {}

  async text(to: string, text: string, more: Partial<SendTextData['body']> = {}) {
    return outcomeOf(sendText({ ...this.call(), body: { to, text, ...more } }));
  }

  async image(to: string, media: string, more: Partial<SendImageData['body']> = {}) {
    return outcomeOf(sendImage({ ...this.call(), body: { to, media, ...more } }));
  }

  async location(body: SendLocationData['body']) {
    return outcomeOf(sendLocation({ ...this.call(), body }));
  }

  async contacts(body: SendContactData['body']) {
    return outcomeOf(sendContact({ ...this.call(), body }));
  }

  async poll(body: SendPollData['body']) {
    return outcomeOf(sendPoll({ ...this.call(), body }));
  }

  async edit(messageId: string, text: string, chatId?: string) {
    return outcomeOf(editMessage({ ...this.call(messageId), body: { text, chatId } }));
  }

  async remove(messageId: string, query: { scope?: 'everyone' | 'me'; chatId?: string } = {}) {
    return outcomeOf(deleteMessage({ ...this.call(messageId), query }));
  }

  async react(messageId: string, emoji: string, chatId?: string) {
    return outcomeOf(reactToMessage({ ...this.call(messageId), body: { emoji, chatId } }));
  }

  async forward(messageId: string, to: string | string[], chatId?: string) {
    return outcomeOf(forwardMessage({ ...this.call(messageId), body: { to, chatId } }));
  }

  async read(messageId: string, chatId?: string) {
    return outcomeOf(readMessage({ ...this.call(messageId), query: { chatId } }));
  }

  async message(messageId: string, chatId?: string) {
    return outcomeOf(getMessage({ ...this.call(messageId), query: { chatId } }));
  }

  async chats(query: { limit?: number; cursor?: string } = {}) {
    return outcomeOf(listChats({ ...this.call(), query }));
  }

  async messages(jid: string, query: { limit?: number; cursor?: string } = {}) {
    const { client, path } = this.call();
    return outcomeOf(listMessages({ client, path: { ...path, jid }, query }));
  }

  /** The id of what was sent. @throws when it was not */
  async sent(sending: Sending): Promise<string> {
    const answer = await sending;
    if (answer.code !== 200) throw new Error(`not sent: ${JSON.stringify(answer)}`);
    return String(answer.data?.messageId);
  }

  /** A message as the API shows it. @throws when it does not know it */
  async knows(messageId: string, chatId?: string): Promise<MessageDto> {
    const { data, error } = await this.message(messageId, chatId);
    if (!data) throw new Error(`${messageId} is not known: ${JSON.stringify(error)}`);
    return data;
  }

  /** The webhook that tells of a message. */
  async hears(messageId: string): Promise<Arrival> {
    return this.event('message', ({ data }) => data['id'] === messageId);
  }

  /** The next webhook of this instance that fits, present or to come. */
  async event(
    name: string,
    fits: (arrival: Arrival) => boolean,
    options: { from?: number } = {},
  ): Promise<Arrival> {
    const ours = (arrival: Arrival): boolean => arrival.instanceId === this.instanceId && fits(arrival);
    return this.world.receiver.event(name, ours, options);
  }

  /** The webhook that tells how far a message, or a change, has come. */
  async status(id: string, status: string): Promise<Arrival> {
    return this.event('message_status', ({ data }) => data['messageId'] === id && data['status'] === status);
  }

  private call(messageId = '') {
    return { client: this.world.api.client, path: { instanceId: this.instanceId, messageId } };
  }
}
