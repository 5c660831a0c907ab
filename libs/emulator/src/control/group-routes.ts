import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Account, ADDRESSINGS } from '../accounts/account.js';
import { Fields } from '../state/fields.js';
import { type Group, MEMBER_ADD_MODES } from '../groups/group.js';
import type { Outcome } from '../groups/membership.js';
import { GroupRefusal } from '../groups/rights.js';
import { GROUP_LINKS } from '../groups/settings.js';
import type { WhatsAppServer } from '../assembly.js';
import { showGroup } from './group-view.js';
import { isBase64 } from './message-body.js';
import { accountOf, parameters } from './parameters.js';
import { groupJid, phoneNumber } from './phone-numbers.js';
import { Refusal } from './refusal.js';

const CHANGES = [
  'subject',
  'description',
  'announce',
  'locked',
  'memberAddMode',
  'joinApproval',
  'ephemeral',
] as const;

/** Runs an operation on a group. @throws Refusal with the server's code when it is refused */
export async function doing<T>(action: () => Promise<T> | T): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (error instanceof GroupRefusal) throw new Refusal(error.code, `the server refused: ${error.text}`);
    throw error;
  }
}

/** Groups: creating, changing, joining and leaving them. */
export function groupRoutes(http: FastifyInstance, server: WhatsAppServer): void {
  const { groups, membership, settings, joining, pictures } = server.groups;

  const people = (fields: Fields, name: string): Account[] =>
    fields.texts(name).map((phone) => server.directory.ensure(phoneNumber(phone, name)));

  const groupOf = (request: FastifyRequest): Group => {
    const group = groups.find(parameters(request).text('jid'));
    if (!group) throw new Refusal(404, 'unknown group', 'jid');
    return group;
  };

  const show = (group: Group) => showGroup(server, group);

  const result = (action: string, { account, error, invitation }: Outcome) => ({
    phone: account.phone,
    action,
    code: error ?? 200,
    invitation: invitation && { code: invitation.code, expiration: invitation.expiration },
  });

  /** Applies each action to the people listed under its name; one result per person. */
  const lists = (
    request: FastifyRequest,
    actions: Record<string, (account: Account, group: Group, people: Account[]) => Outcome[]>,
  ) => {
    const account = accountOf(server, request);
    const group = groupOf(request);
    const names = Object.keys(actions);
    const fields = Fields.of(request.body).only(...names);
    const asked = names.map((name) => ({ name, listed: people(fields, name) }));
    if (asked.every(({ listed }) => listed.length === 0))
      throw fields.wrong(names[0] ?? '', `must list somebody, unless ${names.slice(1).join(' or ')} does`);
    return doing(() => ({
      results: asked.flatMap(({ name, listed }) =>
        listed.length === 0
          ? []
          : (actions[name]?.(account, group, listed) ?? []).map((outcome) => result(name, outcome)),
      ),
    }));
  };

  http.post('/phones/:phone/groups', (request) => {
    const account = accountOf(server, request);
    const fields = Fields.of(request.body).only('subject', 'participants', 'addressing');
    const addressing = fields.optionalOneOf('addressing', ADDRESSINGS);
    const invited = people(fields, 'participants');
    return doing(() => {
      const { group, outcomes } = membership.create(account, fields.text('subject'), invited, { addressing });
      return { ...show(group), results: outcomes.map((outcome) => result('add', outcome)) };
    });
  });

  http.get('/phones/:phone/groups', (request) => groups.of(accountOf(server, request).phone).map(show));

  http.get('/groups/:jid', (request) => show(groupOf(request)));

  http.patch('/groups/:jid', (request) => {
    const group = groupOf(request);
    const fields = Fields.of(request.body).only('addressing', 'suspended', 'invitationsExpire');
    if (fields.optionalFlag('invitationsExpire')) joining.expire(group);
    const addressing = fields.optionalOneOf('addressing', ADDRESSINGS);
    const suspended = fields.optionalFlag('suspended');
    if (addressing) settings.setAddressing(group, addressing);
    if (suspended !== undefined) settings.setSuspended(group, suspended);
    return show(group);
  });

  http.post('/groups/:jid/link', (request) => {
    const group = groupOf(request);
    const fields = Fields.of(request.body).only('group', 'subject', 'type', 'linked');
    const other = { jid: groupJid(fields.text('group'), 'group'), subject: fields.text('subject') };
    settings.setLink(group, fields.optionalFlag('linked') ?? true, other, fields.oneOf('type', GROUP_LINKS));
    return show(group);
  });

  http.get('/groups/:jid/picture', (request, reply) => {
    const picture = pictures.open(groupOf(request));
    if (!picture) throw new Refusal(404, 'this group has no picture', 'jid');
    return reply.type('image/jpeg').send(picture);
  });

  http.post('/phones/:phone/groups/:jid/participants', (request) =>
    lists(request, {
      add: (account, group, listed) => membership.add(account, group, listed),
      remove: (account, group, listed) => membership.remove(account, group, listed),
    }),
  );

  http.post('/phones/:phone/groups/:jid/admins', (request) =>
    lists(request, {
      promote: (account, group, listed) => membership.changeRole(account, group, listed, 'promote'),
      demote: (account, group, listed) => membership.changeRole(account, group, listed, 'demote'),
    }),
  );

  http.post('/phones/:phone/groups/:jid/requests', (request) =>
    lists(request, {
      approve: (account, group, listed) => joining.decide(account, group, listed, 'approve'),
      reject: (account, group, listed) => joining.decide(account, group, listed, 'reject'),
    }),
  );

  http.patch('/phones/:phone/groups/:jid', (request) => {
    const account = accountOf(server, request);
    const group = groupOf(request);
    const fields = Fields.of(request.body).only(...CHANGES);
    const subject = fields.optionalText('subject');
    const description = fields.optionalText('description');
    const announce = fields.optionalFlag('announce');
    const locked = fields.optionalFlag('locked');
    const mode = fields.optionalOneOf('memberAddMode', MEMBER_ADD_MODES);
    const approval = fields.optionalFlag('joinApproval');
    const ephemeral = fields.optionalInteger('ephemeral', { min: 0, max: 365 * 86_400 });
    return doing(() => {
      if (subject !== undefined) settings.setSubject(account, group, subject);
      if (description !== undefined) settings.setDescription(account, group, { text: description });
      if (announce !== undefined) settings.setAnnounce(account, group, announce);
      if (locked !== undefined) settings.setLocked(account, group, locked);
      if (mode !== undefined) settings.setMemberAddMode(account, group, mode);
      if (approval !== undefined) settings.setJoinApproval(account, group, approval);
      if (ephemeral !== undefined) settings.setEphemeral(account, group, ephemeral);
      return show(group);
    });
  });

  http.delete('/phones/:phone/groups/:jid', (request) => {
    const account = accountOf(server, request);
    const group = groupOf(request);
    return doing(() => {
      membership.leave(account, group);
      return { left: group.jid };
    });
  });

  http.post('/phones/:phone/groups/:jid/picture', (request) => {
    const account = accountOf(server, request);
    const group = groupOf(request);
    const fields = Fields.of(request.body).only('picture');
    if (!isBase64(fields.text('picture'))) throw fields.wrong('picture', 'must be base64 and not empty');
    return doing(async () => ({ id: await pictures.set(account, group, fields.bytes('picture')) }));
  });

  http.delete('/phones/:phone/groups/:jid/picture', (request) => {
    const account = accountOf(server, request);
    const group = groupOf(request);
    return doing(() => {
      pictures.remove(account, group);
      return {};
    });
  });

  http.get('/phones/:phone/groups/:jid/invite', (request) => {
    const account = accountOf(server, request);
    const group = groupOf(request);
    return doing(() => ({ code: joining.code(account, group) }));
  });

  http.delete('/phones/:phone/groups/:jid/invite', (request) => {
    const account = accountOf(server, request);
    const group = groupOf(request);
    return doing(() => ({ code: joining.revoke(account, group) }));
  });

  http.post('/phones/:phone/groups/join', (request) => {
    const account = accountOf(server, request);
    const code = Fields.of(request.body).only('code').text('code');
    return doing(() => {
      const invited = groups.invitedBy(code, account.phone);
      const { group, pending } = invited
        ? { group: invited, ...joining.accept(account, invited, code) }
        : joining.join(account, code);
      return { group: group.jid, pending };
    });
  });

  http.delete('/phones/:phone/groups/:jid/requests', (request) => {
    const account = accountOf(server, request);
    const group = groupOf(request);
    return doing(() => {
      joining.cancel(account, group);
      return {};
    });
  });
}
