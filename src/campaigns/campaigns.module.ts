/** The slice of campaigns. */
import { Module } from '@nestjs/common';
import { LinksModule } from '../links/links.module.js';
import { ProfilesModule } from '../profiles/profiles.module.js';
import { campaignResolvers } from './campaign.resolver.js';

@Module({ imports: [ProfilesModule, LinksModule], providers: [...campaignResolvers] })
export class CampaignsModule {}
