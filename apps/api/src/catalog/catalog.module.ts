import { Module } from '@nestjs/common';
import { CatalogController } from './catalog.controller.js';
import { CatalogService } from './catalog.service.js';
import { OrdersController } from './orders.controller.js';

@Module({ controllers: [CatalogController, OrdersController], providers: [CatalogService] })
export class CatalogModule {}
