import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Storage } from '#libs/storage';
import { PageQuery } from '../common/page.query.dto.js';
import { cursorOf, positionIn } from '../http/cursor.js';
import { AuditEntryDto, type AuditPageDto, AuditQuery } from './dto/audit.dto.js';
import { AuditTrail } from './trail.js';

/** Reads the audit log. */
@Injectable()
export class AuditService implements OnModuleDestroy {
  constructor(
    private readonly storage: Storage,
    private readonly trail: AuditTrail,
  ) {}

  async list(query: AuditQuery): Promise<AuditPageDto> {
    const size = PageQuery.size(query);
    const before = query.cursor === undefined ? undefined : positionIn(query.cursor)[0];
    const rows = await this.storage.audit.page(AuditQuery.filter(query), before, size + 1);
    const page = rows.slice(0, size);
    const last = rows.length > size ? page.at(-1) : undefined;
    return {
      entries: page.map((row) => AuditEntryDto.of(row)),
      ...(last && { nextCursor: cursorOf([last.position, '']) }),
    };
  }

  async onModuleDestroy(): Promise<void> {
    await this.trail.close();
  }
}
