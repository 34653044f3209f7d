/** `GET /api/v1/campaigns/{id}/download`: a campaign's profile as PDF or HTML. */
import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Subject } from '../access/actor.js';
import { CurrentSubject } from '../access/guards/current-subject.decorator.js';
import { downloadOf, RecordDownloads, type Shown } from '../documents/record-downloads.js';
import { keyOf, LinkedQueries } from '../graph/linked.queries.js';
import { Describe } from '../http/operation.js';
import type { Loaded } from '../ledger/ledger.js';
import { LinkedType } from '../links/link.events.js';
import { ReadModels } from '../read-side/read-model.queries.js';
import { campaignDocument, type LinkedName } from './campaign.document.js';
import type { Campaign, CampaignRecord } from './campaign.record.js';
import { campaignType } from './campaign.type.js';

@Controller('api/v1/campaigns')
export class CampaignDownloadController {
  private readonly linked: LinkedQueries;

  constructor(
    private readonly downloads: RecordDownloads,
    models: ReadModels,
  ) {
    this.linked = new LinkedQueries(models);
  }

  @Get(':id/download')
  @Describe(downloadOf('The profile of a campaign as a file'))
  download(
    @CurrentSubject() subject: Subject,
    @Param('id') id: string,
    @Query() query: unknown,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.downloads.send(campaignType, { id, query }, subject, reply, async (shown) =>
      campaignDocument(shown.loaded as Loaded<CampaignRecord>, await this.linkedWith(shown)),
    );
  }

  /** By kind, then by name. */
  private async linkedWith({ loaded, audience }: Shown<Campaign>): Promise<readonly LinkedName[]> {
    const options = { atLeast: loaded.position };
    const asked = LinkedType.options.map((type) => ({ type, id: loaded.id }));
    const ids = await this.linked.idsOf(audience, asked, options);
    const ends = asked.flatMap((end) => ids.get(keyOf(end))!.map((id) => ({ type: end.type, id })));
    if (ends.length === 0) return [];
    const records = await this.linked.byIds(audience, ends, options);
    return ends.flatMap((end) => {
      const record = records.get(keyOf(end))?.record as { name?: string; title?: string; status: string } | undefined;
      return record ? [{ type: end.type, name: record.name ?? record.title ?? end.id, status: record.status }] : [];
    });
  }
}
