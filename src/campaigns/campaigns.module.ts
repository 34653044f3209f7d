/** The slice of campaigns. */
import { Module } from '@nestjs/common';
import { DocumentsModule } from '../documents/documents.module.js';
import { LinksModule } from '../links/links.module.js';
import { ProfilesModule } from '../profiles/profiles.module.js';
import { CampaignDownloadController } from './campaign-download.controller.js';
import { campaignResolvers } from './campaign.resolver.js';

@Module({
  imports: [ProfilesModule, LinksModule, DocumentsModule],
  controllers: [CampaignDownloadController],
  providers: [...campaignResolvers],
})
export class CampaignsModule {}
