/** Opens the dashboard to those it is shared with: checks the share, counts for an outsider, and notes the look before anything is given out. */
import { randomUUID } from 'node:crypto';
import type { CommandBus } from '@nestjs/cqrs';
import { coversOutside } from '../access/audience.js';
import type { Subject } from '../access/actor.js';
import type { DashboardQueries } from '../dashboard/dashboard.queries.js';
import type { DocumentRenderer, Rendering } from '../documents/document-renderer.js';
import type { Clock } from '../ledger/clock.js';
import { LedgerError } from '../ledger/errors.js';
import type { Ledger, Loaded } from '../ledger/ledger.js';
import type { EventLog } from '../ledger/subscription.js';
import type { ProductionQueries } from '../production/production.queries.js';
import type { ReadOptions } from '../read-side/read-model.queries.js';
import type { ShareTenants } from '../report-shares/report-share.queries.js';
import { fits, keyOf, present } from '../share-links/link-key.js';
import { noteUse } from '../share-links/note-use.js';
import { dashboardTokens } from '../share-links/share-secret.js';
import type { SourceWatch } from '../sources/source-watch.queries.js';
import { sharingCeilingsOf } from '../tenants/sharing-ceilings.facts.js';
import { tenantSettingsOf } from '../tenants/tenant-settings.facts.js';
import { type TenantSettingsRecord, tenantWide } from '../tenants/tenant-settings.record.js';
import { ChangeDashboardShare } from './dashboard-share.commands.js';
import type { DashboardSection, DashboardUse } from './dashboard-share.events.js';
import { dashboardShareState } from './dashboard-share.measure.js';
import { type DashboardShareRecord, markingAt } from './dashboard-share.record.js';
import { dashboardStillShared, outsiderOf } from './dashboard-share.rules.js';
import { dashboardShareType } from './dashboard-share.type.js';
import { sharedDocument, type SharedDashboard, type SharedFigures, shownOf } from './shared-dashboard.measure.js';

interface Parts {
  readonly ledger: Ledger;
  readonly log: EventLog;
  readonly commands: CommandBus;
  readonly clock: Clock;
  readonly renderer: DocumentRenderer;
  readonly tenants: ShareTenants;
  readonly dashboard: DashboardQueries;
  readonly sources: SourceWatch;
  readonly production: ProductionQueries;
}

/** `viewerOf` makes a pseudonym of whoever comes, for the share that it turns out to be. */
export interface DashboardVisit {
  readonly format: DashboardUse['format'];
  readonly viewerOf: (shareId: string) => string;
}

export interface OpenedDashboard {
  readonly shareId: string;
  readonly dashboard: SharedDashboard;
}

interface Asked {
  readonly share: Loaded<DashboardShareRecord>;
  readonly outsider: Subject;
  readonly read: ReadOptions;
  readonly settings: TenantSettingsRecord;
}

const BEHIND = 'The figures are being brought up to date. Try again shortly.';
const upToDate = <Answer extends { readonly asOf: { readonly fresh: boolean } }>(answer: Answer): Answer => {
  if (!answer.asOf.fresh) throw new LedgerError('UNAVAILABLE', BEHIND);
  return answer;
};

export class SharedDashboards {
  constructor(private readonly parts: Parts) {}

  /**
   * Does the same work whatever is wrong with the link.
   * @returns undefined for a link that is unknown, over, withdrawn, used up, or comes with a wrong secret or password, all alike.
   * @throws LedgerError UNAVAILABLE while the figures do not hold everything that is recorded.
   */
  async open(token: string, password: string, visit: DashboardVisit): Promise<OpenedDashboard | undefined> {
    const { ledger, tenants, clock } = this.parts;
    const key = await keyOf(dashboardTokens, token, (id) => tenants.of('dashboard_share_state', id));
    const { tenantId } = key;
    const share = present(await ledger.load(dashboardShareType, tenantId, key.shareId));
    const ceilings = await sharingCeilingsOf(ledger, tenantId);
    const standing =
      share !== undefined &&
      dashboardShareState(share.record, clock.now().toISOString()) === 'active' &&
      dashboardStillShared(tenantId, share.record, ceilings).allow;
    const opened = await fits(key, password, share?.record);
    if (!share || !standing || !opened) return undefined;
    const dashboard = await this.look(share);
    return (await this.note(share, visit)) ? { shareId: share.id, dashboard } : undefined;
  }

  page({ shareId, dashboard }: OpenedDashboard): Promise<Rendering> {
    return this.parts.renderer.render(sharedDocument(shareId, dashboard), 'html');
  }

  private async look(share: Loaded<DashboardShareRecord>): Promise<SharedDashboard> {
    const { ledger, log, clock } = this.parts;
    const { tenantId, record } = share;
    const asked: Asked = {
      share,
      outsider: outsiderOf(tenantId, record),
      read: { atLeast: await log.head() },
      settings: await tenantSettingsOf(ledger, tenantId),
    };
    const asOf = clock.now().toISOString();
    const shows = (section: DashboardSection): boolean => record.sections.includes(section);
    const [figures, production] = await Promise.all([
      this.figures(asked, shows),
      shows('production') ? this.production(asked) : null,
    ]);
    return { ...shownOf(tenantId, record, asOf), ...figures, production };
  }

  private async figures(
    { share, outsider, read, settings }: Asked,
    shows: (section: DashboardSection) => boolean,
  ): Promise<Omit<SharedFigures, 'production'>> {
    const board = upToDate(await this.parts.dashboard.intelligence(outsider, read, settings));
    const plain = (rows: readonly { readonly key: string; readonly count: number }[]) =>
      rows.map(({ key, count }) => ({ key, count }));
    const { lastPublishedAt, secondsSinceLastPublication, recency } = board;
    return {
      counts: shows('counts')
        ? {
            reports: board.reportCount,
            published: board.publishedCount,
            drafts: board.draftCount,
            inReview: board.inReviewCount,
            byStatus: plain(board.reportsByStatus),
            bySecrecy: plain(board.reportsBySecrecy),
            byTlp: plain(board.reportsByTlp),
          }
        : null,
      recency: shows('recency') ? { lastPublishedAt, secondsSinceLastPublication, ...recency } : null,
      sources: shows('sources')
        ? {
            total: board.sourceCount,
            active: board.activeSourceCount,
            ...board.sourceThreshold,
            ...(await this.silent(share.record, outsider, read, settings)),
          }
        : null,
    };
  }

  private async silent(
    { withSourceNames }: DashboardShareRecord,
    outsider: Subject,
    read: ReadOptions,
    settings: TenantSettingsRecord,
  ) {
    const { silent } = upToDate(await this.parts.sources.silent(outsider, read, settings.zone));
    return { silent: silent.length, silentNames: withSourceNames ? silent.map(({ name }) => name) : null };
  }

  /** What is expected is a setting: its name is told to those for whom settings are not marked too high. */
  private async production({ share, outsider, read, settings }: Asked): Promise<SharedFigures['production']> {
    const { production } = upToDate(await this.parts.production.current(outsider, read, settings));
    const { tenantId, record } = share;
    const [audience, setting] = [markingAt(record.maximum), tenantWide].map((marking) => ({
      tenantId,
      ownerOrganisation: '',
      marking,
    }));
    const named = coversOutside(audience, setting);
    return {
      state: production.state,
      windows: production.windows.map(({ name, start, end, expected, published, state }) => ({
        name: named ? name : null,
        start,
        end,
        expected,
        published,
        state,
      })),
    };
  }

  /** @returns false when the share came to its end meanwhile. */
  private note(
    { id, tenantId, ownerOrganisation, record }: Loaded<DashboardShareRecord>,
    visit: DashboardVisit,
  ): Promise<boolean> {
    const { outside: _, ...service } = outsiderOf(tenantId, record);
    const audience = { tenantId, ownerOrganisation, marking: markingAt(record.maximum) };
    return noteUse(() => {
      const use = { at: this.parts.clock.now().toISOString(), format: visit.format, viewer: visit.viewerOf(id) };
      const context = { subject: { ...service, audience }, commandId: randomUUID(), correlationId: randomUUID() };
      return this.parts.commands.execute(new ChangeDashboardShare(id, { type: 'Use', use }, context));
    });
  }
}
