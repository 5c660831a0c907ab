import { type DynamicModule, Module } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import { ScheduleModule } from '@nestjs/schedule';
import type { Config } from '#libs/config';
import type { Logger } from '#libs/observability';
import { KeyRing } from './access/key-ring.js';
import { AuditModule } from './audit/audit.module.js';
import type { AuditTrail } from './audit/trail.js';
import { BackupsModule } from './backups/backups.module.js';
import { BusinessModule } from './business/business.module.js';
import { CallsModule } from './calls/calls.module.js';
import { CatalogModule } from './catalog/catalog.module.js';
import { ChannelsModule } from './channels/channels.module.js';
import { ChatsModule } from './chats/chats.module.js';
import { ConsoleModule } from './console/console.module.js';
import { ContactsModule } from './contacts/contacts.module.js';
import { EngineModule, type EngineParts } from './engine/engine.module.js';
import { EventsModule } from './events/events.module.js';
import { GroupsModule } from './groups/groups.module.js';
import { HealthModule } from './health/health.module.js';
import { AccessGuard } from './http/access.guard.js';
import { FaultFilter } from './http/fault.filter.js';
import { RequestPipe } from './http/request.pipe.js';
import type { RouteTable } from './http/route-table.js';
import { IdempotencyModule } from './idempotency/idempotency.module.js';
import { InstancesModule } from './instances/instances.module.js';
import { KeysModule } from './keys/keys.module.js';
import { LabelsModule } from './labels/labels.module.js';
import { MediaModule } from './media/media.module.js';
import type { Metrics } from './metrics/metrics.js';
import { MetricsModule } from './metrics/metrics.module.js';
import { NodesModule } from './nodes/nodes.module.js';
import { PreviewsModule } from './previews/previews.module.js';
import { MessagesModule } from './messages/messages.module.js';
import { PresenceModule } from './presence/presence.module.js';
import { PrivacyModule } from './privacy/privacy.module.js';
import { ProfileModule } from './profile/profile.module.js';
import { QuickRepliesModule } from './quick-replies/quick-replies.module.js';
import { RetentionModule } from './retention/retention.module.js';
import { StatusModule } from './status/status.module.js';
import { WebhooksModule } from './webhooks/webhooks.module.js';

interface Surroundings {
  config: Config;
  logger: Logger;
  engine: Partial<EngineParts>;
  keys: KeyRing;
  /** Undefined if the application is described, not served. */
  trail?: AuditTrail;
  /** Undefined if the application is described, not served. */
  metrics?: Metrics;
  routes: RouteTable;
}

@Module({})
export class AppModule {
  /** The application, over the parts that were opened before it. */
  static over({ config, logger, engine, keys, trail, metrics, routes }: Surroundings): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.forRoot({
          isGlobal: true,
          ignoreEnvFile: true,
          ignoreEnvVars: true,
          skipProcessEnv: true,
          load: [() => config],
        }),
        ScheduleModule.forRoot(),
        EngineModule.over(engine),
        IdempotencyModule,
        MediaModule,
        PreviewsModule,
        InstancesModule,
        MessagesModule,
        ChatsModule,
        PresenceModule,
        ContactsModule,
        CallsModule,
        LabelsModule,
        GroupsModule,
        ChannelsModule,
        StatusModule,
        ProfileModule,
        PrivacyModule,
        BusinessModule,
        QuickRepliesModule,
        CatalogModule,
        WebhooksModule,
        EventsModule,
        KeysModule.over(keys),
        AuditModule.over(trail),
        BackupsModule,
        MetricsModule.over(metrics),
        ConsoleModule,
        HealthModule,
        NodesModule,
        RetentionModule,
      ],
      providers: [
        { provide: APP_GUARD, useClass: AccessGuard },
        { provide: APP_PIPE, useClass: RequestPipe },
        { provide: APP_FILTER, useValue: new FaultFilter(logger, routes) },
      ],
    };
  }
}
