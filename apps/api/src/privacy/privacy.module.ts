import { Module } from '@nestjs/common';
import { BlocklistController } from './blocklist.controller.js';
import { PrivacyController } from './privacy.controller.js';
import { PrivacyService } from './privacy.service.js';

@Module({ controllers: [PrivacyController, BlocklistController], providers: [PrivacyService] })
export class PrivacyModule {}
