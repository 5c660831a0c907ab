import { type DynamicModule, Module } from '@nestjs/common';
import { Holdings } from '#libs/cluster';
import { Clock } from '#libs/observability';
import { AddressGuard } from '#libs/outbound';
import { Storage } from '#libs/storage';
import { Dispatcher, TestDelivery } from '#libs/webhooks';
import { WhatsApp } from '#libs/whatsapp';
import { EventLogNews } from './event-log-news.js';

/** The parts of the engine that the modules use. */
export interface EngineParts {
  clock: Clock;
  guard: AddressGuard;
  storage: Storage;
  holdings: Holdings;
  news: EventLogNews;
  dispatcher: Dispatcher;
  testDelivery: TestDelivery;
  whatsapp: WhatsApp;
}

@Module({})
export class EngineModule {
  /**
   * Provides the parts to every module, with their classes as tokens. Parts may only be missing if the application is
   * described, not served.
   */
  static over(parts: Partial<EngineParts>): DynamicModule {
    const providers = [
      { provide: Clock, useValue: parts.clock },
      { provide: AddressGuard, useValue: parts.guard },
      { provide: Storage, useValue: parts.storage },
      { provide: Holdings, useValue: parts.holdings },
      { provide: EventLogNews, useValue: parts.news },
      { provide: Dispatcher, useValue: parts.dispatcher },
      { provide: TestDelivery, useValue: parts.testDelivery },
      { provide: WhatsApp, useValue: parts.whatsapp },
    ];
    return {
      module: EngineModule,
      global: true,
      providers,
      exports: providers.map(({ provide }) => provide),
    };
  }
}
