import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Operation } from '../documentation/operation.decorator.js';
import { AuditService } from './audit.service.js';
import { AuditPageDto, AuditQuery } from './dto/audit.dto.js';

@ApiTags('Keys')
@Controller('api/v1/audit')
export class AuditController {
  constructor(private readonly audit: AuditService) {}

  @Get()
  @Operation({
    id: 'listAudit',
    scope: 'audit:read',
    summary: 'Read the audit log',
    description:
      'Lists the requests that could change something, with their outcome, and those that a key was not allowed to make. Entries are kept for `AUDIT_RETENTION_DAYS`. They appear shortly after the answer.',
    answers: { 200: 'A page of the audit log' },
    data: AuditPageDto,
  })
  list(@Query() query: AuditQuery): Promise<AuditPageDto> {
    return this.audit.list(query);
  }
}
