/** Opens reports to those they are shared with: checks the share, notes the use, then hands out the file while the share stands. */
import { randomUUID } from 'node:crypto';
import type { CommandBus } from '@nestjs/cqrs';
import type { Subject } from '../access/actor.js';
import type { Document, Section } from '../documents/document.measure.js';
import type { DocumentRenderer } from '../documents/document-renderer.js';
import type { Blobs } from '../ledger/blobs.js';
import type { Clock } from '../ledger/clock.js';
import { RuleViolation } from '../ledger/decider.js';
import type { Ledger, Loaded } from '../ledger/ledger.js';
import { fits, keyOf, NONE, present } from '../share-links/link-key.js';
import { noteUse } from '../share-links/note-use.js';
import { reportTokens } from '../share-links/share-secret.js';
import type { ReportFormat } from '../soc-reports/soc-report.events.js';
import type { SocReportRecord } from '../soc-reports/soc-report.record.js';
import { servingFor } from '../soc-reports/soc-report.service.js';
import { socReportType } from '../soc-reports/soc-report.type.js';
import { sharingCeilingsOf } from '../tenants/sharing-ceilings.facts.js';
import { UseReportShare } from './report-share.commands.js';
import { shareState } from './report-share.measure.js';
import type { ShareTenants } from './report-share.queries.js';
import type { ReportShareRecord } from './report-share.record.js';
import { reportShareType } from './report-share.type.js';
import { stillShared } from './sharing-rules.js';

interface Parts {
  readonly ledger: Ledger;
  readonly commands: CommandBus;
  readonly blobs: Blobs;
  readonly clock: Clock;
  readonly renderer: DocumentRenderer;
  readonly tenants: ShareTenants;
}

/** A share that opens its report now. */
interface Standing {
  readonly share: Loaded<ReportShareRecord>;
  readonly report: Loaded<SocReportRecord>;
  readonly subject: Subject | undefined;
}

export interface SharedFile {
  readonly name: string;
  readonly mediaType: string;
  readonly length: number;
  /** Ends with an error once the share does not stand any more. */
  readonly chunks: AsyncIterable<Buffer>;
}

/** `viewerOf` makes a pseudonym of whoever comes, for the share that it turns out to be. */
export interface Visit {
  readonly format: ReportFormat | undefined;
  readonly viewerOf: (shareId: string) => string;
}

/** A chunk goes out after each look at the share. */
const CHUNK_BYTES = 64 * 1024;

/** Thrown in the middle of a download. */
export class ShareEnded extends Error {
  constructor() {
    super('the share was withdrawn or has ended');
    this.name = 'ShareEnded';
  }
}

export class SharedReports {
  constructor(private readonly parts: Parts) {}

  /**
   * Does the same work whatever is wrong with the link.
   * @returns undefined for a link that is unknown, over, withdrawn, used up, or comes with a wrong secret or password, all alike.
   * @throws RuleViolation NO_SUCH_FORMAT for whoever has a link that opens the report.
   */
  async openLink(token: string, password: string, visit: Visit): Promise<SharedFile | undefined> {
    const key = await keyOf(reportTokens, token, (id) => this.parts.tenants.of('share_state', id));
    const { share, report, standing } = await this.look(key.tenantId, key.shareId, undefined);
    const opened = await fits(key, password, share?.record);
    return share && report && standing && opened ? this.give({ share, report, subject: undefined }, visit) : undefined;
  }

  /** @returns undefined when the report is not shared with the caller, or not any more. @throws RuleViolation NO_SUCH_FORMAT. */
  async openForCaller(subject: Subject, shareId: string, visit: Visit): Promise<SharedFile | undefined> {
    const { share, report, standing } = await this.look(subject.tenantId, shareId, subject);
    return share && report && standing && share.record.kind === 'user' ? this.give({ share, report, subject }, visit) : undefined;
  }

  private async look(tenantId: string, shareId: string, subject: Subject | undefined) {
    const share = present(await this.parts.ledger.load(reportShareType, tenantId, shareId));
    const report = present(await this.parts.ledger.load(socReportType, tenantId, share?.record.reportId ?? NONE));
    const ceilings = await sharingCeilingsOf(this.parts.ledger, tenantId);
    const now = this.parts.clock.now().toISOString();
    const standing =
      share !== undefined &&
      report !== undefined &&
      shareState(share.record, now) === 'active' &&
      stillShared({ ...report, marking: report.record.marking }, share.record, subject, ceilings).allow;
    return { share, report, standing };
  }

  private async give(standing: Standing, visit: Visit): Promise<SharedFile | undefined> {
    const { share, report } = standing;
    const format = visit.format ?? share.record.formats[0];
    const stored = report.record.renderings[format]?.content;
    if (!share.record.formats.includes(format) || !stored)
      throw new RuleViolation(
        'NO_SUCH_FORMAT',
        `The report is shared as ${share.record.formats.join(', ')}. Choose one of these.`,
        'format',
      );
    const content = await this.contentOf(standing, format);
    const viewer = visit.viewerOf(share.id);
    if (!(await this.note(standing, format, viewer))) return undefined;
    return {
      name: `${report.record.title.replaceAll(/[^\p{L}\p{N}]+/gu, '-').replaceAll(/^-|-$/g, '')}.${format}`,
      mediaType: stored.mediaType,
      length: content.length,
      chunks: this.chunksOf(standing, content),
    };
  }

  /** What people read says whom it was given to. */
  private async contentOf({ share, report }: Standing, format: ReportFormat): Promise<Buffer> {
    const { record, tenantId } = report;
    if (format !== 'html' && format !== 'pdf') return this.parts.blobs.get(tenantId, record.renderings[format]!.content!);
    const { document } = JSON.parse(await this.parts.blobs.textOf(tenantId, record.data!)) as { readonly document: Document };
    const { tlp, secrecyLevel, releasableTo } = record.marking;
    const sections = [copySection(share, record), ...document.sections];
    const copy: Document = { ...document, marking: { tlp, secrecyLevel, releasableTo }, sections };
    return (await this.parts.renderer.render(copy, format)).content;
  }

  /** @returns false when the share came to its end meanwhile. */
  private note({ share }: Standing, format: ReportFormat, viewer: string): Promise<boolean> {
    const { marking } = share.record;
    const action = format === 'html' ? 'view' : 'download';
    return noteUse(() => {
      const at = this.parts.clock.now().toISOString();
      const context = { subject: servingFor({ ...share, marking }), commandId: randomUUID(), correlationId: randomUUID() };
      return this.parts.commands.execute(new UseReportShare(share.id, { at, action, format, viewer }, context));
    });
  }

  private async *chunksOf({ share, report, subject }: Standing, content: Buffer): AsyncGenerator<Buffer> {
    for (let from = 0; from < content.length; from += CHUNK_BYTES) {
      const now = present(await this.parts.ledger.load(reportShareType, share.tenantId, share.id));
      const its = present(await this.parts.ledger.load(socReportType, report.tenantId, report.id));
      const ceilings = await sharingCeilingsOf(this.parts.ledger, share.tenantId);
      const stands =
        now?.record.status === 'standing' &&
        this.parts.clock.now().toISOString() < now.record.expiresAt &&
        its !== undefined &&
        stillShared({ ...its, marking: its.record.marking }, now.record, subject, ceilings).allow;
      if (!stands) throw new ShareEnded();
      yield content.subarray(from, from + CHUNK_BYTES);
    }
  }
}

const copySection = ({ id, record }: Loaded<ReportShareRecord>, { restatement }: SocReportRecord): Section => ({
  id: 'shared-copy',
  title: 'Your copy',
  blocks: [
    {
      kind: 'facts',
      items: [
        { label: 'Shared with', value: record.recipientLabel },
        { label: 'Share', value: id },
        { label: 'Open until', value: record.expiresAt },
      ],
    },
    ...(restatement === null ? [] : [{ kind: 'note', state: 'warning', text: restatement } as const]),
  ],
});
