import { Injectable } from '@nestjs/common';
import { Clock } from '#libs/observability';
import { KeyRing } from '../access/key-ring.js';
import type { Principal } from '../access/principal.js';
import { iso } from '../common/times.js';
import { pathOfId } from '../common/chosen-id.js';
import { CreateLinkDto, type LinkDto } from '../common/link.dto.js';

/** Makes links that work without an API key. */
@Injectable()
export class LinksService {
  constructor(
    private readonly ring: KeyRing,
    private readonly clock: Clock,
  ) {}

  /**
   * @param segments of the path, after that of the instances
   * @param query parameters; those that are undefined are left out
   */
  make(
    caller: Principal,
    segments: readonly string[],
    query: Readonly<Record<string, string | undefined>>,
    body: CreateLinkDto,
  ): LinkDto {
    const parameters = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) if (value !== undefined) parameters.set(name, value);
    const search = parameters.toString();
    const path = ['/api/v1/instances', ...segments.map(pathOfId)].join('/');
    const second = Math.floor(this.clock.now() / 1000) + CreateLinkDto.seconds(body);
    return {
      path: this.ring.link(search === '' ? path : `${path}?${search}`, caller, second * 1000),
      expiresAt: iso(second * 1000),
    };
  }
}
