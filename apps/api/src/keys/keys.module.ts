import { type DynamicModule, Module } from '@nestjs/common';
import { KeyRing } from '../access/key-ring.js';
import { KeysController } from './keys.controller.js';
import { LinksService } from './links.service.js';
import { KeysService } from './keys.service.js';
import { OwnKeyController } from './own-key.controller.js';

@Module({})
export class KeysModule {
  /** @param keys the keys that the server admits */
  static over(keys: KeyRing): DynamicModule {
    return {
      module: KeysModule,
      global: true,
      controllers: [KeysController, OwnKeyController],
      providers: [{ provide: KeyRing, useValue: keys }, KeysService, LinksService],
      exports: [KeyRing, LinksService],
    };
  }
}
