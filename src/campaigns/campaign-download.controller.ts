/** `GET /api/v1/campaigns/{id}/download`: a campaign's profile as PDF or HTML. */
import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Subject } from '../access/actor.js';
import { CurrentSubject } from '../access/guards/current-subject.decorator.js';
import { RecordDownloads, type Shown } from '../documents/record-downloads.js';
import { keyOf, LinkedQueries } from '../graph/linked.queries.js';
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

  /** `?format=pdf|html&paper=a4|letter`. */
  @Get(':id/download')
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
    const found = await this.linked.idsOf(
      audience,
      LinkedType.options.map((type) => ({ type, id: loaded.id })),
      options,
    );
    const ends = LinkedType.options.flatMap((type) => found.get(keyOf({ type, id: loaded.id }))!.map((id) => ({ type, id })));
    const records = ends.length > 0 ? await this.linked.byIds(audience, ends, options) : new Map<string, never>();
    return ends.flatMap((end) => {
      const record = records.get(keyOf(end))?.record as { name?: string; title?: string; status: string } | undefined;
      return record ? [{ type: end.type, name: record.name ?? record.title ?? end.id, status: record.status }] : [];
    });
  }
}
