import { ApiProperty } from '@nestjs/swagger';
import { MessagePayload } from '#libs/events';
import type { ShownMessage } from '#libs/whatsapp';
import { iso } from './times.js';

const STATUSES = ['pending', 'sent', 'delivered', 'read', 'played', 'failed'] as const;

const ARCHIVE_STATES = ['waiting', 'archived', 'failed', 'removed'] as const;

/** A file of a message, and the archive of the server. */
export class ArchivedFileDto {
  /** Which of the message's files, from 0. */
  index: number;

  /**
   * `waiting`: it is still to be archived. `failed`: that was given up, see `reason`. `removed`: it was in the archive as long as
   * files stay there.
   */
  @ApiProperty({ enum: ARCHIVE_STATES })
  state: (typeof ARCHIVE_STATES)[number];

  /** Why the last attempt to archive it failed: `too_large`, `corrupt`, `expired`, `archive_unavailable` or the like. */
  reason?: string;
}

/** A message in its current state, with the fields of the `message` event. */
export class MessageDto extends MessagePayload {
  /** How far a message that the instance sent has got. Absent for all other messages. */
  @ApiProperty({ enum: STATUSES, required: false })
  status?: (typeof STATUSES)[number];

  /** WhatsApp's error code; present only if `status` is `failed`. */
  error?: string;

  /** The `clientReference` of the request that sent the message. */
  clientReference?: string;

  /** Number of an own post in its channel, once WhatsApp has accepted it. */
  serverId?: number;

  /** When the message was last edited. */
  @ApiProperty({ format: 'date-time', required: false })
  editedAt?: string;

  /** When the message was deleted. Its content is no longer shown. */
  @ApiProperty({ format: 'date-time', required: false })
  deletedAt?: string;

  /** Whether the account has starred it. */
  starred: boolean;

  /** Whether it is pinned for everyone in the chat now. */
  pinned: boolean;

  /** When the pin ends; absent if it has no end. */
  @ApiProperty({ format: 'date-time', required: false })
  pinnedUntil?: string;

  /** Whether it is kept for everyone in the chat, although it would disappear. */
  kept: boolean;

  /** Ids of its labels. */
  labels: string[];

  /** What the media archive has of its files. Absent if the archive is off, or does not take them. */
  archivedFiles?: ArchivedFileDto[];

  static of({ editedAt, deletedAt, pinnedUntil, ...message }: ShownMessage): MessageDto {
    return {
      ...message,
      ...(pinnedUntil !== undefined && { pinnedUntil: iso(pinnedUntil) }),
      ...(editedAt !== undefined && { editedAt: iso(editedAt) }),
      ...(deletedAt !== undefined && { deletedAt: iso(deletedAt) }),
    };
  }
}
