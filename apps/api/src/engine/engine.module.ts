import { type DynamicModule, Module } from '@nestjs/common';
import { Clock } from '#libs/observability';
import { AddressGuard } from '#libs/outbound';
import {
  DeliveryLogRepository,
  EventsRepository,
  IdempotencyKeysRepository,
  InboxRepository,
  MessagesRepository,
  ScheduledRepository,
  TargetsRepository,
} from '#libs/storage';
import { Dispatcher, TestDelivery } from '#libs/webhooks';
import { WhatsApp } from '#libs/whatsapp';
import { JournalNews } from '../events/journal-news.js';

/** The engine's parts that the modules work with. */
export interface EngineParts {
  clock: Clock;
  guard: AddressGuard;
  targets: TargetsRepository;
  deliveryLog: DeliveryLogRepository;
  events: EventsRepository;
  messages: MessagesRepository;
  inbox: InboxRepository;
  idempotencyKeys: IdempotencyKeysRepository;
  scheduled: ScheduledRepository;
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
      { provide: TargetsRepository, useValue: parts.targets },
      { provide: DeliveryLogRepository, useValue: parts.deliveryLog },
      { provide: EventsRepository, useValue: parts.events },
      { provide: MessagesRepository, useValue: parts.messages },
      { provide: InboxRepository, useValue: parts.inbox },
      { provide: IdempotencyKeysRepository, useValue: parts.idempotencyKeys },
      { provide: ScheduledRepository, useValue: parts.scheduled },
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
