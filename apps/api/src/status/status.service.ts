import { Injectable, type StreamableFile } from '@nestjs/common';
import { type ChatJid, isChatJid, type MessageCursor } from '#libs/storage';
import { statusFont, WhatsApp } from '#libs/whatsapp';
import { PageQuery } from '../common/page.query.dto.js';
import { cursorOf, positionIn } from '../http/cursor.js';
import { invalidRequest } from '../http/fault.js';
import type { KeyedRequest } from '../idempotency/keyed-request.js';
import { attachment, mediaTypeOf } from '../media/attachment.js';
import type { MediaInput } from '../media/media-input.js';
import { MediaSpool } from '../media/media-spool.js';
import type { OutgoingFields } from '../common/outgoing.dto.js';
import { SendingService } from '../messages/sending.service.js';
import type {
  PostPictureStatusDto,
  PostStatusDto,
  PostStatusResultDto,
  PostTextStatusDto,
  PostVoiceStatusDto,
} from './dto/post-status.dto.js';
import {
  ContactStatusPostDto,
  type ContactPostsQuery,
  type ContactStatusPostsDto,
  OwnStatusPostDto,
  type OwnStatusPostsDto,
  type PostAuthorQuery,
  type ReactToStatusDto,
  type StatusChangeResultDto,
  type StatusMuteDto,
  type StatusMuteParams,
  type StatusPostParams,
  type StatusViewDto,
  StatusViewerDto,
  type StatusViewersDto,
} from './dto/status-post.dto.js';

/** The chat of all status posts. */
const STATUS = 'status@broadcast';

/** Status posts of instances and of their contacts. */
@Injectable()
export class StatusService {
  constructor(
    private readonly whatsapp: WhatsApp,
    private readonly sending: SendingService,
    private readonly spool: MediaSpool,
  ) {}

  text(call: KeyedRequest, instanceId: string, fields: PostTextStatusDto): Promise<PostStatusResultDto> {
    return this.sending.send(call, instanceId, posted(fields), { kind: 'text', text: fields.text }, fields);
  }

  picture(
    call: KeyedRequest,
    instanceId: string,
    kind: 'image' | 'video',
    input: MediaInput<PostPictureStatusDto>,
  ): Promise<PostStatusResultDto> {
    return this.sending.file(call, instanceId, kind, input, posted);
  }

  voice(
    call: KeyedRequest,
    instanceId: string,
    input: MediaInput<PostVoiceStatusDto>,
  ): Promise<PostStatusResultDto> {
    return this.sending.file(call, instanceId, 'audio', input, posted, { ptt: true });
  }

  async own(instanceId: string, query: PageQuery): Promise<OwnStatusPostsDto> {
    const page = pageIn(query);
    const { posts, next } = await this.posts(instanceId).own(page);
    return {
      posts: posts.map((post) => OwnStatusPostDto.of(post)),
      nextCursor: next && cursorOf([next.at, next.position]),
    };
  }

  remove({ instanceId, messageId }: StatusPostParams): Promise<StatusChangeResultDto> {
    return this.posts(instanceId).remove(messageId);
  }

  async viewers({ instanceId, messageId }: StatusPostParams, query: PageQuery): Promise<StatusViewersDto> {
    const before = query.cursor === undefined ? undefined : jidIn(query.cursor);
    const { viewers, next } = await this.posts(instanceId).viewers(messageId, {
      limit: PageQuery.size(query),
      before,
    });
    return {
      viewers: viewers.map((viewer) => StatusViewerDto.of(viewer)),
      nextCursor: next && cursorOf([0, next]),
    };
  }

  async ofContacts(instanceId: string, query: ContactPostsQuery): Promise<ContactStatusPostsDto> {
    const page = pageIn(query);
    const { posts, next } = await this.posts(instanceId).ofOthers(page, { author: query.author });
    return {
      posts: posts.map((post) => ContactStatusPostDto.of(post)),
      nextCursor: next && cursorOf([next.at, next.position]),
    };
  }

  media({ instanceId, messageId }: StatusPostParams, { author }: PostAuthorQuery): Promise<StreamableFile> {
    return this.spool.answer(async (path) => {
      const media = await this.posts(instanceId).file(messageId, { author }, path);
      return {
        type: mediaTypeOf(media.mimetype),
        length: media.sizeBytes,
        disposition: attachment(media.fileName ?? media.kind),
      };
    });
  }

  async view(
    { instanceId, messageId }: StatusPostParams,
    { author }: PostAuthorQuery,
  ): Promise<StatusViewDto> {
    const { participant, told } = await this.posts(instanceId).view(messageId, { author });
    return { messageId, participant, authorTold: told };
  }

  react(
    { instanceId, messageId }: StatusPostParams,
    { emoji, author }: ReactToStatusDto,
  ): Promise<StatusChangeResultDto> {
    return this.posts(instanceId).react(messageId, { author }, emoji);
  }

  async mute({ instanceId, jid }: StatusMuteParams, muted: boolean): Promise<StatusMuteDto> {
    return { jid: await this.posts(instanceId).mute(jid, muted), muted };
  }

  private posts(instanceId: string) {
    return this.whatsapp.instance(instanceId).statusPosts;
  }
}

/** A status post as a message to send. */
function posted({
  recipients,
  clientReference,
  sendAt,
  sendBy,
  ...style
}: PostStatusDto & Partial<PostTextStatusDto & PostVoiceStatusDto>): OutgoingFields {
  const { backgroundColor, font } = style;
  const status = { recipients, backgroundColor, font: statusFont(font) };
  return { to: STATUS, clientReference, sendAt, sendBy, status };
}

/** @throws ApiFault INVALID_REQUEST naming `cursor` */
function pageIn(query: PageQuery): { limit: number; before?: MessageCursor } {
  const [at, position] = query.cursor === undefined ? [] : positionIn(query.cursor);
  if (typeof position === 'string') throw foreign();
  const before = at === undefined || position === undefined ? undefined : { at, position };
  return { limit: PageQuery.size(query), before };
}

/** @throws ApiFault INVALID_REQUEST naming `cursor` */
function jidIn(cursor: string): ChatJid {
  const [, jid] = positionIn(cursor);
  if (isChatJid(jid)) return jid;
  throw foreign();
}

function foreign() {
  return invalidRequest({
    field: 'cursor',
    reason: 'must be the nextCursor of an earlier page of this list',
  });
}
