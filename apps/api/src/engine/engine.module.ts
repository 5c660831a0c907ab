import { type DynamicModule, Module } from '@nestjs/common';
import { Clock } from '#libs/observability';
import { AddressGuard } from '#libs/outbound';
import { Storage } from '#libs/storage';
import { Dispatcher, TestDelivery } from '#libs/webhooks';
import { WhatsApp } from '#libs/whatsapp';
import { JournalNews } from './journal-news.js';

/** The engine's parts that the modules work with. */
export interface EngineParts {
  clock: Clock;
  guard: AddressGuard;
  storage: Storage;
  news: JournalNews;
  dispatcher: Dispatcher;
  testDelivery: TestDelivery;
  whatsapp: WhatsApp;
}

@Module({})
export class EngineModule {
  /** Offers the parts to every module, under their classes. Without them, only for a description of the API. */
  static over(parts: Partial<EngineParts>): DynamicModule {
    const providers = [
      { provide: Clock, useValue: parts.clock },
      { provide: AddressGuard, useValue: parts.guard },
      { provide: Storage, useValue: parts.storage },
      { provide: JournalNews, useValue: parts.news },
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
