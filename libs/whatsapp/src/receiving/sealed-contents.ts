import type { proto } from '@whiskeysockets/baileys';
import type { Logger } from '#libs/observability';
import { type InstanceRow, type Storage, withoutDevice, type Write } from '#libs/storage';
import { type BotAnswer, openBotAnswer } from '../codec/bot-answer.js';
import { openReaction } from '../codec/changes.js';
import { interpret } from '../codec/content.js';
import { openEdit } from '../codec/edits.js';
import { contentOf } from '../codec/known-message.js';
import { readVote } from '../codec/polls.js';
import { openContent, type SealedContent } from '../codec/sealed-content.js';
import { unwrap } from '../codec/wrapping.js';
import { readBook } from '../people/lid-map.js';
import { lidJid, lidOf, phoneJid, phoneOf } from '../wire/jids.js';
import type { About, AboutTarget, Heard } from './heard.js';

/** Something about an earlier message (`target`), which may be unknown. */
type TargetOf = Pick<AboutTarget, 'envelope' | 'self' | 'target'>;

/** Decrypts what is sealed with the secret of the message it refers to: edits, votes, reactions, comments and answers. */
export class SealedContents {
  constructor(
    private readonly storage: Storage,
    private readonly instance: Pick<InstanceRow, 'uid'>,
    private readonly logger: Logger,
  ) {}

  /** @returns the options that are chosen now; undefined if the vote cannot be decrypted */
  async vote(
    write: Write,
    about: AboutTarget,
    said: Extract<About, { kind: 'vote' }>,
  ): Promise<string[] | undefined> {
    const { target, envelope } = about;
    const poll = target && contentOf(target);
    const creators = [target?.sender ?? [], said.creator ?? []].flat();
    const options =
      poll &&
      readVote(poll, said.targetId, said.sealed, {
        creators: await this.namesOf(write, about, creators),
        voters: await this.namesOf(write, about, [envelope.authorJid]),
      });
    if (!options) this.tellUnread(about, said.targetId);
    return options;
  }

  /** @returns the new text and content; undefined if the edit cannot be decrypted */
  async edit(
    write: Write,
    about: AboutTarget,
    { targetId, sealed }: Extract<About, { kind: 'sealed-edit' }>,
  ): Promise<{ text: string; content: proto.IMessage } | undefined> {
    const { target, envelope } = about;
    const original = target && contentOf(target);
    const people = await this.namesOf(write, about, [envelope.authorJid, target?.sender ?? []].flat());
    const inside = original && openEdit(sealed, original, targetId, people);
    const content = inside?.protocolMessage?.editedMessage ?? inside?.editedMessage?.message ?? inside;
    const said = content && interpret(content);
    if (content && said?.kind === 'content') return { text: said.text ?? said.caption ?? '', content };
    this.tellUnread(about, targetId);
    return undefined;
  }

  /** @returns the emoji, empty if the reaction was removed; undefined if it cannot be decrypted */
  async reaction(
    write: Write,
    about: AboutTarget,
    { targetId, sealed }: Extract<About, { kind: 'sealed-reaction' }>,
  ): Promise<string | undefined> {
    const { target, envelope } = about;
    const original = target && contentOf(target);
    const emoji =
      original &&
      openReaction(sealed, original, targetId, {
        authors: await this.namesOf(write, about, [target.sender]),
        actors: await this.namesOf(write, about, [envelope.authorJid]),
      });
    if (emoji === undefined) this.tellUnread(about, targetId);
    return emoji;
  }

  /** @returns the message as it would be without the seal; undefined if it cannot be decrypted */
  async content(
    write: Write,
    about: TargetOf,
    sealed: SealedContent,
    message: proto.IMessage,
  ): Promise<proto.IMessage | undefined> {
    const { target, envelope } = about;
    const original = target && contentOf(target);
    const opened =
      original &&
      openContent(message, sealed, original, {
        authors: await this.namesOf(write, about, [target.sender, sealed.author ?? []].flat()),
        actors: await this.namesOf(write, about, [envelope.authorJid]),
      });
    if (opened && interpret(opened).kind === 'content') return opened;
    this.tellUnread(about, sealed.targetId);
    return undefined;
  }

  /** @returns the answer of a bot, or its edit; undefined if it cannot be decrypted */
  async answer(
    write: Write,
    { self, envelope }: Pick<Heard, 'self' | 'envelope'>,
    answer: BotAnswer,
  ): Promise<proto.IMessage | undefined> {
    const rows = await this.storage.messages.byId(write, this.instance.uid, answer.targetId);
    const asked = answer.asker ?? phoneJid(self.phone);
    for (const row of rows) {
      const question = contentOf(row);
      const { secret } = question ? unwrap(question) : {};
      const opened =
        secret &&
        openBotAnswer(answer, secret, {
          authors: await this.namesOf(write, { self }, [asked, row.sender]),
          actors: [withoutDevice(envelope.authorJid)],
        });
      if (opened) return opened;
    }
    const { id: messageId } = envelope;
    const { targetId } = answer;
    this.logger.warn({ messageId, targetId, targetKnown: rows.length > 0 }, 'an answer cannot be decrypted');
    return undefined;
  }

  /** Logs what cannot be decrypted. Another attempt would not change that. */
  private tellUnread({ envelope, target }: TargetOf, targetId: string): void {
    this.logger.warn(
      { messageId: envelope.id, targetId, targetKnown: target !== undefined },
      'what refers to a message cannot be decrypted: the message it refers to is unknown, or known under another address of its sender',
    );
  }

  /** All JIDs, without device, that people may have used when they encrypted something. */
  private async namesOf(
    write: Write,
    { self }: Pick<Heard, 'self'>,
    jids: readonly string[],
  ): Promise<string[]> {
    const { lidMap } = this.storage;
    const lids = jids.flatMap((jid) => lidOf(jid) ?? []);
    const phones = jids.flatMap((jid) => phoneOf(jid) ?? []);
    const book = await readBook(lidMap, write, this.instance.uid, lids, phones);
    if (self.lid) book.set(self.lid, self.phone);
    const names = new Set<string>();
    for (const phone of phones) names.add(phoneJid(phone));
    for (const lid of lids) names.add(lidJid(lid));
    for (const [lid, phone] of book) {
      if (!names.has(lidJid(lid)) && !names.has(phoneJid(phone))) continue;
      names.add(lidJid(lid)).add(phoneJid(phone));
    }
    return [...names];
  }
}
