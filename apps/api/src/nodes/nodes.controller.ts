import { Controller, Get, Header } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Holdings } from '#libs/cluster';
import { Operation } from '../documentation/operation.decorator.js';
import { NodeDto } from './dto/node.dto.js';

@ApiTags('Health')
@Controller('api/v1/nodes')
export class NodesController {
  constructor(private readonly holdings: Holdings) {}

  @Get()
  @Header('Cache-Control', 'no-store')
  @Operation({
    id: 'listNodes',
    scope: 'metrics:read',
    summary: 'List the servers that share the database',
    description:
      'Any of them answers for all instances. A server that has its database alone, as with SQLite, is the only one in the list.',
    answers: { 200: 'The servers, in the order of their start' },
    data: [NodeDto],
  })
  async list(): Promise<NodeDto[]> {
    return (await this.holdings.servers()).map((server) => NodeDto.of(server));
  }
}
