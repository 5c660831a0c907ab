import type { FastifyInstance } from 'fastify';
import { contactToken } from '../accounts/contact-token.js';
import { Fields } from '../state/fields.js';
import type { WhatsAppServer } from '../assembly.js';
import { nowSeconds, serverStanzaId } from '../wire/ids.js';
import { stanza } from '../wire/stanza.js';
import { attempt } from './attempt.js';
import { accountOf, chatKeyOf, recipientOf } from './parameters.js';
import { phoneNumber } from './phone-numbers.js';
import { Refusal } from './refusal.js';

/** What people do with chats, and with their own number. */
export function chatRoutes(http: FastifyInstance, server: WhatsAppServer): void {
  const { directory, delivery, people, groups } = server;

  http.post('/phones/:phone/timer', (request) => {
    const account = accountOf(server, request);
    const fields = Fields.of(request.body).only('to', 'seconds');
    const recipient = recipientOf(server, fields);
    const seconds = fields.integer('seconds', { min: 0, max: 365 * 86_400 });
    return attempt(async () => ({ messageId: await people.setTimer(account, recipient, seconds) }));
  });

  http.post('/phones/:phone/read', (request) => {
    const account = accountOf(server, request);
    const fields = Fields.of(request.body).only('ids', 'to');
    return attempt(() => {
      people.readAll(account, fields.texts('ids'), chatKeyOf(server, fields));
      return {};
    });
  });

  http.post('/phones/:phone/trust', (request) => {
    const person = accountOf(server, request);
    const account = recipientOf(server, Fields.of(request.body).only('to'));
    const t = nowSeconds();
    const attributes = { jid: person.lidJid, t, type: 'trusted_contact' };
    const tokens = stanza('tokens', {}, [stanza('token', attributes, contactToken(person, account))]);
    const notification = { from: person.lidJid, type: 'privacy_token', id: serverStanzaId(), t };
    delivery.toAll(account, stanza('notification', { ...notification, sender_lid: person.lidJid }, [tokens]));
    return {};
  });

  http.post('/phones/:phone/number', (request) => {
    const before = accountOf(server, request);
    const after = directory.ensure(phoneNumber(Fields.of(request.body).only('to').text('to'), 'to'));
    if (after === before) throw new Refusal(400, 'to: must be another number', 'to');
    const moved = groups.groups.of(before.phone);
    for (const group of moved) groups.membership.renumber(group, before, after);
    const numbers = { old: before.pnJid, new: after.pnJid, old_lid: before.lidJid, new_lid: after.lidJid };
    const modify = [stanza('modify', numbers)];
    for (const phone of before.watchers) {
      const attributes = { from: before.pnJid, type: 'contacts', id: serverStanzaId(), t: nowSeconds() };
      const watcher = directory.find(phone);
      if (watcher) delivery.toAll(watcher, stanza('notification', attributes, modify));
    }
    before.set({ registered: false });
    return { groups: moved.map(({ jid }) => jid) };
  });
}
