/** `GET /api/v1/campaigns/{id}/download`: a campaign's profile as PDF or HTML. */
import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Subject } from '../access/actor.js';
import { CurrentSubject } from '../access/guards/current-subject.decorator.js';
import { downloadOf, RecordDownloads, type Shown } from '../documents/record-downloads.js';
import { Describe } from '../http/operation.js';
import { LinkedQueries } from '../graph/linked.queries.js';
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
    const found = await Promise.all(
      LinkedType.options.map(async (type) => {
        const ids = (await this.linked.idsOf(audience, [loaded.id], type, options)).get(loaded.id)!;
        const records = await this.linked.byIds(audience, type, ids, options);
        return ids.flatMap((id) => {
          const record = records.get(id)?.record as { name?: string; title?: string; status: string } | undefined;
          return record ? [{ type, name: record.name ?? record.title ?? id, status: record.status }] : [];
        });
      }),
    );
    return found.flat();
  }
}
