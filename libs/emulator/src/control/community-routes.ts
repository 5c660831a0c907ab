import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Account } from '../accounts/account.js';
import type { WhatsAppServer } from '../assembly.js';
import type { Group } from '../groups/group.js';
import { Fields } from '../state/fields.js';
import { showCommunity } from './group-view.js';
import { doing } from './group-routes.js';
import { accountOf, parameters } from './parameters.js';
import { groupJid, phoneNumber } from './phone-numbers.js';
import { Refusal } from './refusal.js';

/** Communities: creating and changing them as people do on their phones. */
export function communityRoutes(http: FastifyInstance, server: WhatsAppServer): void {
  const { groups, membership, communities } = server.groups;

  const communityOf = (request: FastifyRequest): Group => {
    const group = groups.find(parameters(request).text('jid'));
    if (!group?.community) throw new Refusal(404, 'unknown community', 'jid');
    return group;
  };

  const people = (fields: Fields, name: string): Account[] =>
    fields.texts(name).map((phone) => server.directory.ensure(phoneNumber(phone, name)));

  const announcementsOf = (community: Group): Group => {
    const [group] = groups.around(community);
    if (!group) throw new Refusal(409, 'the community has no group for announcements');
    return group;
  };

  /** Serves an action of a person on a community, which is answered with the community. */
  const acting = (
    method: 'POST' | 'DELETE',
    path: string,
    fields: readonly string[],
    act: (account: Account, community: Group, fields: Fields) => void,
  ) =>
    http.route({
      method,
      url: `/phones/:phone/communities/:jid${path}`,
      handler: (request) => {
        const account = accountOf(server, request);
        const community = communityOf(request);
        const given = Fields.of(request.body ?? {}).only(...fields);
        return doing(() => {
          act(account, community, given);
          return showCommunity(server, community);
        });
      },
    });

  http.post('/phones/:phone/communities', (request) => {
    const account = accountOf(server, request);
    const fields = Fields.of(request.body).only(
      'subject',
      'description',
      'closed',
      'membersAddGroups',
      'general',
      'participants',
    );
    const invited = people(fields, 'participants');
    return doing(() => {
      const community = communities.create(account, {
        subject: fields.text('subject'),
        description: fields.optionalText('description'),
        closed: fields.optionalFlag('closed') ?? true,
        membersAddGroups: fields.optionalFlag('membersAddGroups') ?? false,
        general: fields.optionalFlag('general') ?? false,
      });
      if (invited.length > 0) membership.add(account, announcementsOf(community), invited);
      return showCommunity(server, community);
    });
  });

  http.get('/phones/:phone/communities', (request) => {
    const { phone } = accountOf(server, request);
    return communities.all
      .filter((community) => community.has(phone))
      .map((each) => showCommunity(server, each));
  });

  http.get('/communities/:jid', (request) => showCommunity(server, communityOf(request)));

  acting(
    'POST',
    '/groups',
    ['link', 'unlink', 'removeOrphans', 'membersAddGroups'],
    (account, community, fields) => {
      const jids = (name: string) => fields.texts(name).map((jid) => groupJid(jid, name));
      const orphans = fields.optionalFlag('removeOrphans') ?? false;
      const open = fields.optionalFlag('membersAddGroups');
      if (open !== undefined) communities.setMembersAddGroups(account, community, open);
      const outcomes = [
        ...(fields.has('link') ? communities.link(account, community, jids('link')) : []),
        ...(fields.has('unlink') ? communities.unlink(account, community, jids('unlink'), orphans) : []),
      ];
      const failed = outcomes.find(({ error }) => error !== undefined);
      if (failed) throw new Refusal(failed.error ?? 400, `the server refused the group ${failed.jid}`);
    },
  );
  acting('POST', '/participants', ['add', 'remove'], (account, community, fields) => {
    if (fields.has('add')) membership.add(account, announcementsOf(community), people(fields, 'add'));
    if (fields.has('remove')) membership.removeEverywhere(account, community, people(fields, 'remove'));
  });
  acting('POST', '/admins', ['promote', 'demote'], (account, community, fields) => {
    for (const change of ['promote', 'demote'] as const)
      if (fields.has(change)) communities.changeRole(account, community, people(fields, change), change);
  });
  acting('DELETE', '', [], (account, community) => membership.leaveEverywhere(account, community));
  acting('POST', '/deactivate', [], (account, community) => communities.deactivate(account, community));
}
