import { Module } from '@nestjs/common';
import { AddressesController } from './addresses.controller.js';
import { ContactsController } from './contacts.controller.js';
import { ContactsService } from './contacts.service.js';

@Module({ controllers: [ContactsController, AddressesController], providers: [ContactsService] })
export class ContactsModule {}
