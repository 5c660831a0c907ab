import { generateMessageIDV2, type WASocket } from '@whiskeysockets/baileys';
import { parseGroup, parsePerson } from '../wire/jids.js';
import { isMadeSince } from '../codec/creation.js';
import { type GroupFacts, groupIn, groupsIn, memberJid, outcomesIn, refusedIn } from '../codec/group.js';
import { joinRequestsIn } from '../codec/join-requests.js';
import { refusedBy, unusable, WhatsAppFault, withUnknownOutcome } from '../faults.js';
import type { KnownGroups } from './known-groups.js';
import { askAboutGroup, groupRefusal, ofGroup, REFUSALS } from './queries.js';
import {
  type ParticipantAction,
  participantNodes,
  type ParticipantResult,
  peopleOf,
  resultsOf,
} from './people.js';
import { type GroupSettings, settingQueries } from './settings.js';
import { factsOf, setDescription, setName } from './texts.js';
import {
  type GroupSummary,
  type GroupView,
  type JoinRequest,
  namesOf,
  requestsOf,
  summaryOf,
  viewOf,
} from './view.js';
import type { InstanceContext } from '../context/instance-context.js';
import type { MediaDownloads } from '../media/media-downloads.js';
import { profilePicture } from '../media/profile-picture.js';
import { MOST_PICTURE_BYTES, type PictureSize, pictureUrl } from '../people/picture-url.js';
import { childrenOf } from '../wire/stanza.js';

/** What to change about a group. */
export interface GroupChange extends GroupSettings {
  name?: string;
  /** An empty string removes the description. */
  description?: string;
}

/** Why there is no picture, by WhatsApp's code. */
const NO_PICTURE = { 404: { reason: 'no_picture', message: 'the group has no picture' } };

const PICTURES = 'w:profile:picture';
/** The query that decides requests to join (Baileys' `groupRequestParticipantsUpdate`). */
const DECISION = 'membership_requests_action';
/** Address of queries about groups that do not name a group by its JID. */
const ALL_GROUPS = '@g.us';

/** The groups of an instance. WhatsApp confirms every change, and is asked for every answer. */
export class Groups {
  constructor(
    private readonly context: InstanceContext,
    private readonly known: KnownGroups,
    private readonly downloads: MediaDownloads,
  ) {}

  /**
   * Creates a group with everyone who can be added.
   * @param participants phone numbers or JIDs of people
   * @throws WhatsAppFault as {@link get}; CONTACT_NOT_FOUND if nobody of them is on WhatsApp: then no group is created
   */
  async create(
    name: string,
    participants: readonly string[],
  ): Promise<GroupView & { results: ParticipantResult[] }> {
    checkPeople(participants);
    const { people, answer } = await this.context.uplink.ask(async (socket) => {
      const found = await peopleOf(this.context, socket, participants);
      const content = participantNodes(found);
      if (content.length === 0) throw nobody(resultsOf(found, [], 'add'));
      const create = { tag: 'create', attrs: { subject: name, key: generateMessageIDV2() }, content };
      const made = await askAboutGroup(socket, { type: 'set', to: ALL_GROUPS, content: [create] });
      return { people: found, answer: made };
    });
    const facts = groupIn(answer);
    const results = resultsOf(people, [...facts.members, ...refusedIn(answer)], 'add');
    return { ...(await viewOf(this.context, facts)), results };
  }

  /**
   * Finds the group that {@link create} made, if its answer was lost.
   * @param since epoch ms
   * @returns undefined if no group was created
   * @throws WhatsAppFault as {@link get}; it is then unknown whether a group was created
   */
  async createdSince(
    name: string,
    participants: readonly string[],
    since: number,
  ): Promise<(GroupView & { results: ParticipantResult[] }) | undefined> {
    try {
      const groups = await this.list();
      const made = groups.find((group) => isMadeSince(group, name, since));
      if (!made) return undefined;
      const facts = await this.context.uplink.ask((socket) => factsOf(socket, made.jid));
      const people = await this.context.uplink.ask((socket) => peopleOf(this.context, socket, participants));
      return { ...(await viewOf(this.context, facts)), results: resultsOf(people, facts.members, 'add') };
    } catch (error) {
      throw withUnknownOutcome(error);
    }
  }

  /** All groups that the account is in. @throws WhatsAppFault as {@link get} */
  async list(): Promise<GroupSummary[]> {
    const groups = await this.facts();
    const owners = groups.flatMap(({ owner }) => owner ?? []);
    const names = await namesOf(this.context, owners);
    return groups.map((facts) => summaryOf(facts, names));
  }

  /** All groups that the account is in, with their members. @throws WhatsAppFault as {@link get} */
  async facts(): Promise<GroupFacts[]> {
    const content = [
      { tag: 'participants', attrs: {} },
      { tag: 'description', attrs: {} },
    ];
    const participating = { tag: 'participating', attrs: {}, content };
    return this.known.learn(() =>
      this.context.uplink.ask(async (socket) =>
        groupsIn(await askAboutGroup(socket, { type: 'get', to: ALL_GROUPS, content: [participating] })),
      ),
    );
  }

  /**
   * @throws WhatsAppFault INVALID_REQUEST, INSTANCE_NOT_CONNECTED, GROUP_NOT_FOUND,
   *   WHATSAPP_ERROR if the account is not in the group, UPSTREAM_TIMEOUT
   */
  async get(jid: string): Promise<GroupView> {
    const group = parseGroup(jid, 'groupJid');
    return viewOf(this.context, await this.context.uplink.ask((socket) => this.known.ask(socket, group)));
  }

  /**
   * Changes name, description and settings of a group, one after the other.
   * @throws WhatsAppFault as {@link get}; `details.changed` names the fields that were changed before the failure
   */
  async update(jid: string, { name, description, ...settings }: GroupChange): Promise<void> {
    const group = parseGroup(jid, 'groupJid');
    const queries = settingQueries(settings);
    const changed: string[] = [];
    const change = async (field: string, work: (socket: WASocket) => Promise<unknown>): Promise<void> => {
      await this.context.uplink.ask(work);
      changed.push(field);
    };
    try {
      if (name !== undefined) await change('name', (socket) => setName(socket, group, name));
      if (description !== undefined)
        await change('description', (socket) => setDescription(socket, group, description));
      for (const [setting, query] of queries)
        await change(setting, (socket) => askAboutGroup(socket, ofGroup(group, 'set', query)));
    } catch (error) {
      if (!(error instanceof WhatsAppFault) || changed.length === 0) throw error;
      throw new WhatsAppFault(error.code, error.message, { ...error.details, changed }, { cause: error });
    } finally {
      // The next message must respect the settings, even before WhatsApp's notification arrives.
      if (queries.length > 0) this.known.doubt(group);
    }
  }

  /** @throws WhatsAppFault as {@link get} */
  async leave(jid: string): Promise<void> {
    const group = parseGroup(jid, 'groupJid');
    const leave = { tag: 'leave', attrs: {}, content: [{ tag: 'group', attrs: { id: group } }] };
    const answer = await this.context.uplink.ask((socket) =>
      askAboutGroup(socket, { type: 'set', to: ALL_GROUPS, content: [leave] }),
    );
    this.known.doubt(group);
    const [part] = childrenOf(answer, 'leave');
    const [left] = part ? childrenOf(part, 'group') : [];
    const error = left?.attrs['error'];
    if (error !== undefined && error !== '200') throw REFUSALS[error]?.() ?? refusedBy(error);
  }

  /**
   * Adds, removes, promotes or demotes people, or decides their requests to join.
   * @param participants phone numbers or JIDs of people
   * @returns one result per participant, in the order of `participants`
   * @throws WhatsAppFault as {@link get}
   */
  async change(
    jid: string,
    action: ParticipantAction,
    participants: readonly string[],
  ): Promise<ParticipantResult[]> {
    const group = parseGroup(jid, 'groupJid');
    checkPeople(participants);
    return this.context.uplink.ask(async (socket) => {
      const people = await peopleOf(this.context, socket, participants);
      const decides = action === 'approve' || action === 'reject';
      // WhatsApp lists requests in the addressing of the group.
      const facts = decides ? await this.known.of(socket, group) : undefined;
      const content = participantNodes(people, facts && ((person) => memberJid(facts, person)));
      if (content.length === 0) return resultsOf(people, [], action);
      try {
        const change = { tag: action, attrs: {}, content };
        const query = decides ? { tag: DECISION, attrs: {}, content: [change] } : change;
        const answer = await askAboutGroup(socket, ofGroup(group, 'set', query));
        const told = decides ? childrenOf(answer, DECISION)[0] : answer;
        if (!told) throw unusable();
        return resultsOf(people, outcomesIn(told, action), action);
      } finally {
        // The next message must go to those who are in the group now, even before WhatsApp's notification arrives.
        this.known.doubt(group);
      }
    });
  }

  /** Who waits to be let in. @throws WhatsAppFault as {@link get} */
  async joinRequests(jid: string): Promise<JoinRequest[]> {
    const group = parseGroup(jid, 'groupJid');
    const query = { tag: 'membership_approval_requests', attrs: {} };
    const answer = await this.context.uplink.ask((socket) =>
      askAboutGroup(socket, ofGroup(group, 'get', query)),
    );
    return requestsOf(this.context, joinRequestsIn(answer));
  }

  /** Checks whether a group can be changed now, before a file is fetched. @throws WhatsAppFault INSTANCE_NOT_CONNECTED */
  checkReady(): void {
    this.context.uplink.link();
  }

  /**
   * @param path path of an image
   * @throws WhatsAppFault as {@link get}; INVALID_REQUEST if the image cannot be read, MEDIA_FETCH_FAILED if it has too many
   *   pixels
   */
  async setPicture(jid: string, path: string): Promise<void> {
    const group = parseGroup(jid, 'groupJid');
    const picture = { tag: 'picture', attrs: { type: 'image' }, content: await profilePicture(path) };
    await this.context.uplink.ask((socket) =>
      askAboutGroup(socket, { xmlns: PICTURES, type: 'set', target: group, content: [picture] }),
    );
  }

  /**
   * Downloads the picture of a group.
   * @param destination path of the file to write, mode 0600; no file is left if this throws
   * @returns the size in bytes
   * @throws WhatsAppFault as {@link get}, with the reason `no_picture` if the group has no picture; MEDIA_FETCH_FAILED
   */
  async picture(jid: string, size: PictureSize, destination: string): Promise<number> {
    const group = parseGroup(jid, 'groupJid');
    const url = await this.context.uplink.ask(async (socket) =>
      pictureUrl(socket, group, size, NO_PICTURE, 'GROUP_NOT_FOUND').catch((error: unknown) => {
        throw groupRefusal(error) ?? error;
      }),
    );
    return this.downloads.fetchPlain(url, destination, MOST_PICTURE_BYTES);
  }

  /** Succeeds even if there is no picture. @throws WhatsAppFault as {@link get} */
  async removePicture(jid: string): Promise<void> {
    const group = parseGroup(jid, 'groupJid');
    await this.context.uplink.ask((socket) =>
      askAboutGroup(socket, { xmlns: PICTURES, type: 'set', target: group }),
    );
  }
}

function checkPeople(participants: readonly string[]): void {
  for (const participant of participants) parsePerson(participant, 'participants');
}

function nobody(results: ParticipantResult[]): WhatsAppFault {
  const details = { outcome: 'not_sent' as const, results };
  return new WhatsAppFault('CONTACT_NOT_FOUND', 'none of the participants is on WhatsApp', details);
}
