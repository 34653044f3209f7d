/** What the writers ask for: command number n of writer w follows from the seed alone. */
import { createHash } from 'node:crypto';
import type { Subject } from '../../../src/access/actor.js';
import type { Marking } from '../../../src/access/marking.js';
import type { Action } from '../../../src/access/policy.js';
import type { StixObjectCommand } from '../../../src/exchange/stix/stix-object.decider.js';
import { stixObjectType } from '../../../src/exchange/stix/stix-object.type.js';
import type { IntelReportCommand } from '../../../src/intel-reports/intel-report.decider.js';
import { BLANK_CONTENT, type IntelReportContent } from '../../../src/intel-reports/intel-report.events.js';
import { intelReportType } from '../../../src/intel-reports/intel-report.type.js';
import type { Contracts } from '../../../src/ledger/event-contract.js';
import { naturalId } from '../../../src/ledger/identity.js';
import type { RecordType } from '../../../src/ledger/ledger.js';
import type { SourceCommand } from '../../../src/sources/source.decider.js';
import { BLANK_PROFILE } from '../../../src/sources/source.events.js';
import { sourceType } from '../../../src/sources/source.type.js';
import type { TenantSettingsCommand } from '../../../src/tenants/tenant-settings.decider.js';
import { tenantSettingsType } from '../../../src/tenants/tenant-settings.type.js';
import { amber, green, secret } from '../../examples/marking.js';
import { malware, originOf, receive } from '../../examples/stix.js';
import { Choices } from './choices.js';

export const WRITERS = 16;
/** A writer makes a record and works on it, or on what another writer is just working on, seven times. */
const COMMANDS_PER_RECORD = 8;
const MARKINGS: readonly Marking[] = [
  green,
  amber,
  { ...amber, secrecyLevel: 'CONFIDENTIAL' },
  { ...secret, releasableTo: ['GB'] },
];
const EPOCH = Date.UTC(2026, 0, 5);

type Category = 'source' | 'intelReport' | 'stixObject' | 'tenant';

export interface Request {
  readonly writer: number;
  readonly number: number;
  readonly category: Category;
  readonly recordId: string;
  readonly action: Action;
  readonly command: SourceCommand | IntelReportCommand | StixObjectCommand | TenantSettingsCommand;
  readonly creates: boolean;
  readonly commandId: string;
  /** Names the revision that was last acknowledged of the record, as `If-Match` does. */
  readonly namesRevision: boolean;
  /** Repeated with the same command id until its outcome is known. */
  readonly persistent: boolean;
  /** Bytes of a body that is stored as a blob before the command; 0 for none. */
  readonly bodyBytes: number;
  readonly pauseMs: number;
}
type Plan = Pick<Request, 'action' | 'command'>;

export type AnyRecordType = RecordType<Contracts, unknown>;
export const recordTypeOf = ({ category }: Pick<Request, 'category'>): AnyRecordType =>
  RECORD_TYPES[category] as unknown as AnyRecordType;
const RECORD_TYPES = { source: sourceType, intelReport: intelReportType, stixObject: stixObjectType, tenant: tenantSettingsType };

/** Two tenants share the log. */
export const subjectOf = (writer: number): Subject => ({
  actorId: `writer-${writer}`,
  actorKind: 'service',
  sub: `writer-${writer}`,
  tenantId: `crash-${writer % 2}`,
  orgId: `organisation-${writer % 4}`,
  roles: ['supervisor', 'tenant_admin'],
  clearance: 'SECRET',
  countries: ['GB'],
  expiresAt: Number.MAX_SAFE_INTEGER,
});

/** The long body that goes with a request. */
export const bodyOf = ({ commandId, bodyBytes }: Pick<Request, 'commandId' | 'bodyBytes'>): Buffer =>
  Buffer.alloc(bodyBytes, commandId);
export const BODY_MEDIA_TYPE = 'text/markdown';

export class Workload {
  constructor(private readonly seed: string) {}

  request(writer: number, number: number): Request {
    const choices = new Choices(this.seed, 'command', writer, number);
    const cycle = Math.floor(number / COMMANDS_PER_RECORD);
    const step = number % COMMANDS_PER_RECORD;
    // A colleague of the same tenant: records are fought over while they are young.
    const maker = step > 0 && choices.chance(0.35) ? (writer + 2 * Math.floor(1 + choices.next() * 3)) % WRITERS : writer;
    const { category, imported } = this.kindOf(maker, cycle);
    const commandId = naturalId('crash test command', this.seed, `${writer}`, `${number}`);
    const bodyBytes =
      category === 'intelReport' && step === 0 && !imported && choices.chance(0.1) ? choices.duration(40_000, 700_000) : 0;
    const detail: Detail = {
      choices,
      commandId,
      bodyBytes,
      by: subjectOf(writer).actorId,
      label: `${writer}.${number}`,
      at: instant(number),
    };
    const record = {
      id: this.recordId(maker, cycle),
      sourceIds: [this.recordId(maker, 0), this.recordId((maker + 2) % WRITERS, 0)],
    };
    const plan = planOf(category, step, imported, record, detail);
    return {
      writer,
      number,
      category,
      recordId: record.id,
      ...plan,
      creates: ['Register', 'Draft', 'Import', 'Receive', 'Change'].includes(plan.command.type),
      commandId,
      namesRevision: choices.chance(0.2),
      persistent: choices.chance(0.5),
      bodyBytes,
      pauseMs: choices.duration(1, 30),
    };
  }

  private recordId(writer: number, cycle: number): string {
    return naturalId('crash test record', this.seed, `${writer}`, `${cycle}`);
  }

  /** Each writer begins with a source, which its reports name. */
  private kindOf(writer: number, cycle: number): { category: Category; imported: boolean } {
    const choices = new Choices(this.seed, 'record', writer, cycle);
    const others: readonly Category[] = ['intelReport', 'intelReport', 'intelReport', 'source', 'stixObject', 'tenant'];
    return { category: cycle === 0 ? 'source' : choices.pick(others), imported: choices.chance(0.3) };
  }
}

interface Detail {
  readonly choices: Choices;
  readonly commandId: string;
  readonly bodyBytes: number;
  readonly by: string;
  /** Differs for every command, so that what it changes is a change. */
  readonly label: string;
  readonly at: string;
}

interface Named {
  readonly id: string;
  readonly sourceIds: readonly string[];
}

const planOf = (category: Category, step: number, imported: boolean, record: Named, detail: Detail): Plan => {
  switch (category) {
    case 'source':
      return sourcePlan(step, imported, record.id, detail);
    case 'intelReport':
      return reportPlan(step, imported, record, detail);
    case 'stixObject':
      return receivePlan(record.id, detail);
    case 'tenant':
      return settingsPlan(detail);
  }
};

/** Newer versions, older ones that come late, and other content for a version that is known. */
const receivePlan = (id: string, { choices, by, label, at }: Detail): Plan => ({
  action: 'stix.import',
  command: receive({
    ...malware,
    stixId: `malware--${id}`,
    modified: choices.chance(0.7) ? at : malware.modified,
    sha256: createHash('sha256').update(label).digest('hex'),
    text: JSON.stringify({ type: 'malware', id: `malware--${id}`, name: label }),
    marking: choices.pick([green, amber]),
    receivedBy: by,
  }),
});

const settingsPlan = ({ choices }: Detail): Plan => ({
  action: 'tenant.changeSettings',
  command: {
    type: 'Change',
    changes: choices.pick([
      { expectedPublicationSeconds: choices.duration(3_600, 86_400) },
      { minimumActiveSources: choices.duration(1, 50) },
      { zone: choices.pick(['Europe/London', 'Europe/Berlin']), authorMayApprove: choices.chance(0.5) },
    ]),
  },
});

const instant = (number: number): string => new Date(EPOCH + number * 60_000).toISOString();

const sourcePlan = (step: number, imported: boolean, id: string, { choices, by, label, at }: Detail): Plan => {
  const marking = choices.pick(MARKINGS);
  const description = `as of command ${label}`;
  const imports: Plan = {
    action: 'stix.import',
    command: {
      type: 'Import',
      name: `Partner ${label}`,
      kind: 'partner',
      identityClass: 'organization',
      description,
      sectors: ['energy'],
      marking,
      by,
      stix: originOf(`identity--${id}`, at, step > 0 && choices.chance(0.3)),
    },
  };
  const register: Plan = {
    action: 'source.register',
    command: {
      type: 'Register',
      profile: { ...BLANK_PROFILE, name: `Source ${label}`, kind: choices.pick(['osint', 'sigint']), owner: by },
      marking,
      by,
    },
  };
  if (step === 0) return imported ? imports : register;
  const steps: readonly Plan[] = [
    {
      action: 'source.revise',
      command: { type: 'Revise', changes: { description, reliability: choices.pick(['A', 'B', 'C']) } },
    },
    { action: 'source.mark', command: { type: 'Revise', changes: { description }, remark: { marking, hasReason: true } } },
    imported ? imports : { action: 'source.mark', command: { type: 'Mark', marking, hasReason: true } },
    { action: 'source.pause', command: { type: 'Pause' } },
    { action: 'source.resume', command: { type: 'Resume' } },
    { action: 'source.retire', command: { type: 'Retire' } },
    { action: 'source.retire', command: { type: 'Reinstate' } },
  ];
  return choices.chance(0.7) ? steps[step - 1] : choices.pick([...steps, register]);
};

const reportPlan = (
  step: number,
  imported: boolean,
  { id, sourceIds }: Named,
  { choices, commandId, bodyBytes, by, label, at }: Detail,
): Plan => {
  const marking = choices.pick(MARKINGS);
  const title = `Report as of command ${label}`;
  const body = bodyOf({ commandId, bodyBytes });
  const content: IntelReportContent = {
    ...BLANK_CONTENT,
    title,
    summary: 'Seen in several networks.',
    body:
      bodyBytes === 0
        ? 'Short.'
        : { sha256: createHash('sha256').update(body).digest('hex'), length: body.length, mediaType: BODY_MEDIA_TYPE },
    confidence: Math.floor(choices.next() * 101),
    sourceIds: [...sourceIds],
    techniqueIds: [choices.pick(['T1566.001', 'T0817', 'T1190'])],
  };
  const imports: Plan = {
    action: 'stix.import',
    command: {
      type: 'Import',
      content,
      marking,
      by,
      publishedAt: at,
      now: at,
      stix: originOf(`report--${id}`, at, choices.chance(0.3)),
    },
  };
  const draft: Plan = { action: 'report.create', command: { type: 'Draft', content, marking, by } };
  if (step === 0) return imported ? imports : draft;
  const remarked: Plan = {
    action: 'report.mark',
    command: { type: 'Revise', changes: { title }, by, remark: { marking, hasReason: true } },
  };
  const steps: readonly Plan[] = [
    remarked,
    imported
      ? imports
      : { action: 'report.revise', command: { type: 'Revise', changes: { title, confidence: content.confidence }, by } },
    { action: 'report.submit', command: { type: 'Submit' } },
    { action: 'report.approve', command: { type: 'Approve', by, authorMayApprove: true } },
    { action: 'report.publish', command: { type: 'Publish', publishedAt: at, now: at } },
    remarked,
    { action: 'report.retract', command: { type: 'Retract', hasReason: true } },
  ];
  const others: readonly Plan[] = [
    draft,
    { action: 'report.assign', command: { type: 'Assign', assignee: `writer-${label}`, dueAt: at } },
    { action: 'report.return', command: { type: 'Return', comment: 'Say which networks.' } },
    { action: 'report.revise', command: { type: 'Discard' } },
    { action: 'report.archive', command: { type: 'Archive', hasReason: true } },
    { action: 'report.archive', command: { type: 'Restore' } },
    { action: 'report.mark', command: { type: 'Mark', marking, hasReason: true } },
  ];
  return choices.chance(0.75) ? steps[step - 1] : choices.pick([...steps, ...others]);
};
