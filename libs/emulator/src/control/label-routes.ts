import { proto } from '@whiskeysockets/baileys';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Account } from '../accounts/account.js';
import type { WhatsAppServer } from '../assembly.js';
import { Fields } from '../state/fields.js';
import { accountOf, appStateChat, parameters, query } from './parameters.js';
import { Refusal } from './refusal.js';

const LAST_COLOR = 19;
const LAST_TYPE = 9;

/** Labels on phones with the WhatsApp Business app. */
export function labelRoutes(http: FastifyInstance, server: WhatsAppServer): void {
  const labelOf = (account: Account, request: FastifyRequest) => {
    const label = server.labels.find(account, parameters(request).text('label'));
    if (!label || label.deleted) throw new Refusal(404, 'this phone has no such label', 'label');
    return label;
  };

  http.get('/phones/:phone/labels', (request) => server.labels.all(accountOf(server, request)));

  const save = async (request: FastifyRequest) => {
    const account = accountOf(server, request);
    const id = parameters(request).text('label');
    const fields = Fields.of(request.body).only(
      'name',
      'color',
      'predefinedId',
      'orderIndex',
      'type',
      'isImmutable',
    );
    const action = proto.SyncActionValue.LabelEditAction.fromObject({
      name: fields.text('name'),
      color: fields.optionalInteger('color', { min: 0, max: LAST_COLOR }) ?? 0,
      predefinedId: fields.optionalInteger('predefinedId', { min: 1 }),
      orderIndex: fields.optionalInteger('orderIndex', { min: 0 }),
      type: fields.optionalInteger('type', { min: 0, max: LAST_TYPE }),
      isImmutable: fields.optionalFlag('isImmutable'),
      deleted: false,
    });
    await server.labels.save(account, id, action);
    return server.labels.find(account, id);
  };

  const remove = async (request: FastifyRequest) => {
    const account = accountOf(server, request);
    const { id, name, color } = labelOf(account, request);
    await server.labels.save(account, id, { name, color, deleted: true });
    return server.labels.find(account, id);
  };

  http.put('/phones/:phone/labels/:label', (request) => save(request));

  http.delete('/phones/:phone/labels/:label', (request) => remove(request));

  const assign = async (request: FastifyRequest, message: string, chat: string, labeled: boolean) => {
    const account = accountOf(server, request);
    const { id } = labelOf(account, request);
    await server.labels.assign(account, id, chat, message, labeled);
    return server.labels.find(account, id);
  };

  for (const [method, labeled] of [
    ['PUT', true],
    ['DELETE', false],
  ] as const) {
    http.route({
      method,
      url: '/phones/:phone/labels/:label/chats/:to',
      handler: (request) => assign(request, '', appStateChat(parameters(request)), labeled),
    });
    http.route({
      method,
      url: '/phones/:phone/labels/:label/messages/:id',
      handler: (request) =>
        assign(request, parameters(request).text('id'), appStateChat(query(request).only('to')), labeled),
    });
  }
}
