import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { WhatsAppServer } from '../assembly.js';
import { Fields } from '../state/fields.js';
import { accountOf, parameters } from './parameters.js';
import { Refusal } from './refusal.js';

/** Quick replies on phones with the WhatsApp Business app. */
export function quickReplyRoutes(http: FastifyInstance, server: WhatsAppServer): void {
  const { quickReplies } = server;

  http.get('/phones/:phone/quick-replies', (request) => quickReplies.all(accountOf(server, request)));

  const save = async (request: FastifyRequest) => {
    const account = accountOf(server, request);
    const id = parameters(request).text('reply');
    const fields = Fields.of(request.body).only('shortcut', 'message', 'keywords', 'count');
    await quickReplies.save(account, id, {
      shortcut: fields.text('shortcut'),
      message: fields.text('message'),
      keywords: fields.has('keywords') ? fields.texts('keywords') : [],
      count: fields.optionalInteger('count', { min: 0 }) ?? 0,
      deleted: false,
    });
    return quickReplies.find(account, id) ?? {};
  };

  const remove = async (request: FastifyRequest) => {
    const account = accountOf(server, request);
    const id = parameters(request).text('reply');
    if (!quickReplies.find(account, id))
      throw new Refusal(404, 'this phone has no such quick reply', 'reply');
    await quickReplies.save(account, id, {
      shortcut: '',
      message: '',
      keywords: [],
      count: 0,
      deleted: true,
    });
    return { removed: id };
  };

  http.put('/phones/:phone/quick-replies/:reply', (request) => save(request));

  http.delete('/phones/:phone/quick-replies/:reply', (request) => remove(request));
}
