import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Operation } from '../documentation/operation.decorator.js';
import { UPSTREAM_FAULTS } from '../http/error-catalogue.js';
import { CatalogService } from './catalog.service.js';
import { OrderParams, OrderQuery } from './dto/catalog.params.dto.js';
import { OrderDto } from './dto/order.dto.js';

@ApiTags('Catalog')
@Controller('api/v1/instances/:instanceId/orders')
export class OrdersController {
  constructor(private readonly catalog: CatalogService) {}

  @Get(':orderId')
  @Operation({
    id: 'getOrder',
    scope: 'business:read',
    summary: 'Get an order',
    description:
      'Lists what somebody ordered. The `message` event that brings an order has its id and its token, as `order.id` and `order.token`.',
    answers: { 200: 'The order as it was made' },
    data: OrderDto,
    faults: [...UPSTREAM_FAULTS, 'ORDER_NOT_FOUND'],
  })
  get(@Param() params: OrderParams, @Query() query: OrderQuery): Promise<OrderDto> {
    return this.catalog.order(params, query);
  }
}
