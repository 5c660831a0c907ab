import { Controller, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { WhatsApp } from '#libs/whatsapp';
import { InstanceParams } from '../common/instance.params.dto.js';
import { Operation } from '../documentation/operation.decorator.js';
import { ApiFault } from '../http/fault.js';

/** What other WhatsApp APIs offer and linked devices cannot do. */
const REASONS = {
  // Baileys pull request 956 removed both; issues 56 and 443, and Cobalt issue 278, report messages that do not arrive.
  buttons: {
    message: 'WhatsApp does not show buttons that a linked device sends: send a poll, whose votes are events',
    alternative: 'POST messages/poll',
  },
  list: {
    message: 'WhatsApp does not show lists that a linked device sends: send a poll, whose votes are events',
    alternative: 'POST messages/poll',
  },
  // Baileys issues 1026 and 1583: only phones send and get the updates of a live location.
  liveLocation: {
    message:
      'only phones can share their live location: send a location, and another one when it has changed',
    alternative: 'POST messages/location',
  },
} as const;

const REFUSAL = { answers: {}, anyBody: true, faults: ['INSTANCE_NOT_FOUND', 'NOT_SUPPORTED'] as const };

/** Answers what cannot be sent with the reason, whatever the body is. */
@ApiTags('Messages')
@Controller('api/v1/instances/:instanceId/messages')
export class UnsupportedController {
  constructor(private readonly whatsapp: WhatsApp) {}

  @Post('buttons')
  @Operation({
    id: 'sendButtons',
    scope: 'messages:send',
    summary: 'Not possible: send buttons',
    description:
      'Always answers 422 `NOT_SUPPORTED`, whatever the body is. WhatsApp shows buttons of its Business Platform only: those that a linked device sends do not arrive, or are not shown. Polls (`POST messages/poll`) are shown everywhere, and their votes are `poll_vote` events.',
    ...REFUSAL,
  })
  buttons(@Param() params: InstanceParams): never {
    return this.refuse(params, 'buttons');
  }

  @Post('list')
  @Operation({
    id: 'sendList',
    scope: 'messages:send',
    summary: 'Not possible: send a list to choose from',
    description:
      'Always answers 422 `NOT_SUPPORTED`, whatever the body is, for the same reason as buttons. Send a poll (`POST messages/poll`).',
    ...REFUSAL,
  })
  list(@Param() params: InstanceParams): never {
    return this.refuse(params, 'list');
  }

  @Post('live-location')
  @Operation({
    id: 'sendLiveLocation',
    scope: 'messages:send',
    summary: 'Not possible: share a live location',
    description:
      'Always answers 422 `NOT_SUPPORTED`, whatever the body is. WhatsApp exchanges the updates of a live location between phones only. Send a location (`POST messages/location`) whenever it has changed.',
    ...REFUSAL,
  })
  liveLocation(@Param() params: InstanceParams): never {
    return this.refuse(params, 'liveLocation');
  }

  /** @throws ApiFault NOT_SUPPORTED; WhatsAppFault INSTANCE_NOT_FOUND */
  private refuse({ instanceId }: InstanceParams, kind: keyof typeof REASONS): never {
    this.whatsapp.instance(instanceId);
    const { message, alternative } = REASONS[kind];
    throw new ApiFault('NOT_SUPPORTED', message, { alternative });
  }
}
