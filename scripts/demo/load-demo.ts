/** Loads the demo tenant through the slices' command handlers. Every command has a fixed key, so an interrupted load goes on where it was. */
import { randomUUID } from 'node:crypto';
import type { Subject } from '../../src/access/actor.js';
import {
  ChangeIntelReport,
  ChangeIntelReportHandler,
  type ReportRequest,
} from '../../src/intel-reports/intel-report.commands.js';
import { AttackReleases } from '../../src/exchange/attack/attack-releases.js';
import { intelReportType } from '../../src/intel-reports/intel-report.type.js';
import type { Kernel } from '../../src/kernel.js';
import type { CommandContext, Receipt } from '../../src/ledger/ledger.js';
import { newRecordId } from '../../src/ledger/record-id.js';
import { ChangeSource, ChangeSourceHandler } from '../../src/sources/source.commands.js';
import { ChangeTenantSettings, ChangeTenantSettingsHandler } from '../../src/tenants/tenant-settings.commands.js';
import { tenantSettingsId } from '../../src/tenants/tenant-settings.facts.js';
import { tenantRegistrationEvents } from '../../src/tenants/tenant-registration.events.js';
import { tenantSettingsType } from '../../src/tenants/tenant-settings.type.js';
import { ChangeHandover, ChangeHandoverHandler } from '../../src/handover/handover.commands.js';
import { parseRecordHandover } from '../../src/handover/handover.input.js';
import {
  ChangeReportingExpectation,
  ChangeReportingExpectationHandler,
} from '../../src/tenants/reporting-expectation.commands.js';
import { DemoLedger } from './demo-ledger.js';
import { DEMO_TENANT, demoSubjects, type PersonName } from './demo-people.js';
import { demoReports, LATER_VERSIONS, READING_GUIDE, type ReportPlan } from './demo-reports.js';
import { demoSources, type SourceName } from './demo-sources.js';
import { loadCampaign } from './load-campaign.js';
import { loadCollection } from './load-collection.js';
import { loadSoc } from './load-soc.js';

/** Where the log stood after the load; undefined when nothing was loaded. */
export type Position = bigint | undefined;

const AT_ONCE = 48;
const REGISTRATIONS = tenantRegistrationEvents.category;
const SETTINGS_KEY = 'demo/settings';
const CREATED_SUBMITTED_APPROVED_PUBLISHED = 3n;
const EXPECTED_SINCE_DAYS = 42;
/** Of every kind: what the desk publishes between ten in the evening and six. */
const OVERNIGHT = {
  name: 'Overnight products',
  count: 1,
  reportTypes: [],
  start: '22:00',
  end: '06:00',
  weekdays: [1, 2, 3, 4, 5, 6, 7],
  zone: null,
  holidays: [],
};
const HANDOVER_NOTE =
  'Criminal forum reading has been quiet for more than two weeks; its owner is asked. Two reviews wait for the morning.';
const SETTINGS = { minimumActiveSources: 8, zone: 'Europe/London' };

type Change = {
  readonly kind: ReportRequest['kind'];
  readonly input?: unknown;
  readonly by: PersonName;
  readonly reason?: string;
};

class DemoLoad {
  private readonly settings: ChangeTenantSettingsHandler;
  private readonly sources: ChangeSourceHandler;
  private readonly reports: ChangeIntelReportHandler;
  private readonly expectations: ChangeReportingExpectationHandler;
  private readonly handovers: ChangeHandoverHandler;
  private readonly people: Readonly<Record<PersonName, Subject>>;
  private readonly ledger: DemoLedger;
  private last: Position;

  constructor(
    private readonly kernel: Kernel,
    issuer: string,
  ) {
    const { instanceKey, blobs, options, ledger } = kernel;
    this.ledger = new DemoLedger(ledger);
    // Of an interrupted load it answers when that began.
    this.settings = new ChangeTenantSettingsHandler(ledger);
    this.sources = new ChangeSourceHandler(this.ledger, instanceKey);
    this.reports = new ChangeIntelReportHandler(
      this.ledger,
      blobs,
      options.clock,
      instanceKey,
      new AttackReleases(ledger, blobs),
    );
    this.expectations = new ChangeReportingExpectationHandler(ledger, instanceKey, options.clock);
    this.handovers = new ChangeHandoverHandler(this.ledger, options.clock, instanceKey);
    this.people = demoSubjects(instanceKey.bytes, issuer);
  }

  /** @returns whether the demo is complete, was begun, or has no place in a ledger that holds other records. */
  async standing(): Promise<'complete' | 'begun' | 'absent' | 'unwanted'> {
    const { ledger, log, instanceKey } = this.kernel;
    const guide = newRecordId(
      instanceKey,
      intelReportType.contracts.category,
      this.contextOf('fusionEditor', keyOf(READING_GUIDE.key, 0)),
    );
    const written = await ledger.load(intelReportType, DEMO_TENANT, guide.id);
    if (written && written.revision >= CREATED_SUBMITTED_APPROVED_PUBLISHED) return 'complete';
    const [first] = await ledger.events(tenantSettingsType.contracts, DEMO_TENANT, tenantSettingsId(DEMO_TENANT));
    if (first?.at.meta.commandId === SETTINGS_KEY) return 'begun';
    // A tenant is registered before its first record: a load that was interrupted in between has not begun.
    for await (const item of log.read(undefined))
      if (item.kind === 'unreadable' || (item.kind === 'event' && item.recorded.at.category !== REGISTRATIONS)) return 'unwanted';
    return 'absent';
  }

  /** The load goes on from where it was begun: its dates count from its first event. */
  async run(): Promise<Position> {
    await Promise.all(Object.values(this.people).map((subject) => this.kernel.people.remember(subject)));
    const settings = await this.settings.execute(
      new ChangeTenantSettings(SETTINGS, this.contextOf('administrator', SETTINGS_KEY)),
    );
    const begun = Date.parse(settings.loaded.createdAt);
    await this.expectProducts(begun);
    const sourceIds = await this.registerSources();
    let next = 0;
    const worker = async (): Promise<void> => {
      for (let plan = demoReports[next++]; plan; plan = demoReports[next++]) await this.writeReport(plan, sourceIds, begun);
    };
    await Promise.all([...Array.from({ length: AT_ONCE }, worker), this.profileCampaign(begun), this.operate(begun)]);
    await this.handOver();
    await this.writeReport(
      { ...READING_GUIDE, sources: [], recipients: [], author: 'fusionEditor', editor: 'watchOfficer', outcome: 'published' },
      sourceIds,
      begun,
    );
    return this.last;
  }

  private contextOf(person: PersonName, key: string, reason?: string): CommandContext {
    return {
      subject: this.people[person],
      commandId: key,
      idempotencyKey: key,
      correlationId: randomUUID(),
      ...(reason ? { reason } : {}),
    };
  }

  private async expectProducts(begun: number): Promise<void> {
    const effectiveFrom = new Date(begun - EXPECTED_SINCE_DAYS * 86_400_000).toISOString();
    await this.expectations.execute(
      new ChangeReportingExpectation(
        { kind: 'set', expectation: { ...OVERNIGHT, effectiveFrom } },
        this.contextOf('administrator', 'demo/expectation'),
      ),
    );
  }

  /** Up to here the shift before; what comes after it is the new officer's. */
  private async handOver(): Promise<void> {
    const to = { position: String(this.last), at: this.kernel.options.clock.now().toISOString() };
    await this.handovers.execute(
      new ChangeHandover(
        {
          kind: 'record',
          input: parseRecordHandover({ note: HANDOVER_NOTE }),
          range: { previousHandoverId: null, from: undefined, to },
        },
        this.contextOf('watchOfficer', 'demo/handover'),
      ),
    );
  }

  private async registerSources(): Promise<Readonly<Record<SourceName, string>>> {
    const owner = this.people.sourceManager.actorId;
    const registered = await Promise.all(
      Object.entries(demoSources).map(async ([name, source]) => {
        const { became, ...input } = { became: undefined, ...source };
        const key = `demo/source/${name}`;
        const { receipt } = await this.sources.execute(
          new ChangeSource({ kind: 'register', input: { ...input, owner, tlp: 'AMBER' } }, this.contextOf('sourceManager', key)),
        );
        if (became)
          await this.sources.execute(
            new ChangeSource({ kind: became, id: receipt.id }, this.contextOf('sourceManager', `${key}/${became}`)),
          );
        return [name, receipt.id] as const;
      }),
    );
    return Object.fromEntries(registered) as Record<SourceName, string>;
  }

  private async writeReport(plan: ReportPlan, sources: Readonly<Record<SourceName, string>>, begun: number): Promise<void> {
    const input = {
      ...plan.input,
      sourceIds: plan.sources.map((name) => sources[name]),
      ...(plan.recipients.length > 0 ? { recipients: plan.recipients.map((name) => this.people[name].actorId) } : {}),
    };
    let id: string | undefined;
    for (const [step, { kind, by, reason, ...change }] of changesOf(plan, input, begun).entries()) {
      const request = { kind, ...(id ? { id } : {}), ...change } as ReportRequest;
      const { receipt } = await this.reports.execute(
        new ChangeIntelReport(request, this.contextOf(by, keyOf(plan.key, step), reason)),
      );
      id = receipt.id;
      this.reached(receipt);
    }
  }

  private async profileCampaign(begun: number): Promise<void> {
    const { instanceKey, blobs } = this.kernel;
    const attack = new AttackReleases(this.ledger, blobs);
    const receipts = await loadCampaign({ ledger: this.ledger, instanceKey, attack }, (...by) => this.contextOf(...by), begun);
    for (const receipt of receipts) this.reached(receipt);
    this.reached(await loadCollection(this.ledger, instanceKey, this.contextOf('fusionEditor', 'demo/collection')));
  }

  private async operate(begun: number): Promise<void> {
    const { kernel, ledger, people } = this;
    const receipt = await loadSoc({ kernel, ledger, people, begun, contextOf: (...by) => this.contextOf(...by) });
    if (receipt) this.reached(receipt);
  }

  private reached({ position }: Receipt): void {
    if (this.last === undefined || position > this.last) this.last = position;
  }
}

const keyOf = (report: string, step: number): string => `demo/report/${report}/${step}`;

const changesOf = (
  { author, editor, outcome, minutesAgo, input: { summary } }: ReportPlan,
  input: object,
  begun: number,
): readonly Change[] => {
  const publishedAt = (minutes: number) => new Date(begun - minutes * 60_000).toISOString();
  const laterVersion = (index: 0 | 1): number => Math.round(minutesAgo * LATER_VERSIONS[index]);
  const submit: Change = { kind: 'submit', by: author };
  const approve: Change = { kind: 'approve', by: editor };
  const publish = (minutes: number): Change => ({ kind: 'publish', by: editor, input: { publishedAt: publishedAt(minutes) } });
  const revise = (addition: string): Change => ({ kind: 'revise', by: author, input: { summary: `${summary} ${addition}` } });
  const create: Change = { kind: 'create', by: author, input };
  const version = (addition: string, minutes: number): readonly Change[] => [revise(addition), submit, approve, publish(minutes)];
  const first: readonly Change[] = [create, submit, approve, publish(minutesAgo)];
  const second = [...first, ...version('A third organisation has confirmed it since.', laterVersion(0))];
  switch (outcome) {
    case 'draft':
      return [create];
    case 'in_review':
      return [create, submit];
    case 'approved':
      return [create, submit, approve];
    case 'published':
      return first;
    case 'second version':
      return second;
    case 'third version':
      return [...second, ...version('The activity has ended; indicators stay valid.', laterVersion(1))];
    case 'redrafted':
      return [...first, revise('An update is being written.')];
    case 'returned once':
      return [
        create,
        submit,
        { kind: 'return', by: editor, input: { comment: 'Say which of the two observations is first-hand.' } },
        ...version('The first observation is first-hand.', minutesAgo),
      ];
    case 'retracted':
      return [...first, { kind: 'retract', by: editor, reason: 'The main observation was a drill that had not been announced.' }];
    case 'archived':
      return [...first, { kind: 'archive', by: editor, reason: 'Overtaken by the report on what works against it.' }];
  }
};

/**
 * Loads the demo tenant into a ledger that holds nothing else, or goes on with a load that was interrupted.
 * @param issuer the `iss` that tokens of the demo's people carry on this instance.
 * @returns where the log stood afterwards; undefined when there was nothing to do.
 */
export const loadDemo = async (kernel: Kernel, issuer: string, tell: (line: string) => void): Promise<Position> => {
  const load = new DemoLoad(kernel, issuer);
  const standing = await load.standing();
  if (standing === 'complete' || standing === 'unwanted') return undefined;
  tell(standing === 'begun' ? 'Going on with the demo data …' : 'Loading the demo data (DEMO=0 starts without) …');
  return load.run();
};
