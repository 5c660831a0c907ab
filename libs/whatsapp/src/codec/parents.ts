import { proto } from '@whiskeysockets/baileys';
import type { ParentMessage } from '#libs/events';
import { usableId } from './limits.js';

type Kind = ParentMessage['kind'];

const { AssociationType } = proto.MessageAssociation;

/** How a message can belong to another one. Any other association is `other`. */
const KINDS: ReadonlyMap<proto.MessageAssociation.AssociationType, Kind> = new Map<
  proto.MessageAssociation.AssociationType,
  Kind
>([
  [AssociationType.MEDIA_ALBUM, 'album'],
  [AssociationType.HD_VIDEO_DUAL_UPLOAD, 'hd'],
  [AssociationType.HD_IMAGE_DUAL_UPLOAD, 'hd'],
  [AssociationType.HEVC_VIDEO_DUAL_UPLOAD, 'hd'],
  [AssociationType.MOTION_PHOTO, 'motion_photo'],
  [AssociationType.EVENT_COVER_IMAGE, 'event'],
  [AssociationType.MEDIA_POLL, 'poll'],
  [AssociationType.STATUS_POLL, 'poll'],
  [AssociationType.STATUS_EXTERNAL_RESHARE, 'status'],
  [AssociationType.STATUS_ADD_YOURS, 'status'],
  [AssociationType.STATUS_NOTIFICATION, 'status'],
  [AssociationType.STATUS_LINK_ACTION, 'status'],
  [AssociationType.STATUS_ADD_YOURS_AI_IMAGINE, 'status'],
  [AssociationType.STATUS_QUESTION, 'status'],
  [AssociationType.STATUS_ADD_YOURS_DIWALI, 'status'],
  [AssociationType.STATUS_REACTION, 'status'],
]);

/** The message to which another one belongs, by what it says beside its content. */
export function parentIn({ messageContextInfo, commentMessage }: proto.IMessage): ParentMessage | undefined {
  const { associationType, parentMessageKey } = messageContextInfo?.messageAssociation ?? {};
  const kind = KINDS.get(associationType ?? AssociationType.UNKNOWN) ?? 'other';
  return parentBy(parentMessageKey, kind) ?? parentBy(commentMessage?.targetMessageKey, 'comment');
}

export function parentBy(key: proto.IMessageKey | null | undefined, kind: Kind): ParentMessage | undefined {
  const id = usableId(key?.id);
  return id === undefined ? undefined : { id, kind };
}
