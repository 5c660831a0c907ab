import { Module } from '@nestjs/common';
import { CommunitiesController } from './communities.controller.js';
import { CommunitiesService } from './communities.service.js';
import { CommunityGroupsController } from './community-groups.controller.js';
import { CommunityGroupsService } from './community-groups.service.js';
import { GroupsController } from './groups.controller.js';
import { GroupsService } from './groups.service.js';

@Module({
  controllers: [GroupsController, CommunitiesController, CommunityGroupsController],
  providers: [GroupsService, CommunitiesService, CommunityGroupsService],
})
export class GroupsModule {}
