import { type DynamicModule, Module } from '@nestjs/common';
import { AuditController } from './audit.controller.js';
import { AuditService } from './audit.service.js';
import { AuditTrail } from './trail.js';

@Module({})
export class AuditModule {
  /** @param trail writes the audit log; undefined only if the application is described, not served */
  static over(trail: AuditTrail | undefined): DynamicModule {
    return {
      module: AuditModule,
      controllers: [AuditController],
      providers: [{ provide: AuditTrail, useValue: trail }, AuditService],
    };
  }
}
