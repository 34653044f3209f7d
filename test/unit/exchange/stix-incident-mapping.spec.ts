/** Incidents of other organisations become what our own records hold, and what does not is named. */
import assert from 'node:assert/strict';
import { incidentObject } from '../../../src/exchange/stix/export/incident.stix.js';
import { LEDGER_EXTENSION } from '../../../src/exchange/stix/export/own-object.stix.js';
import { planImport } from '../../../src/exchange/stix/import-plan.js';
import { INCIDENT_CORE } from '../../../src/exchange/stix/incident-core.js';
import { mapIncident, type MappedIncident } from '../../../src/exchange/stix/incident-mapping.js';
import { type IncidentEvent, ReceivedIncident } from '../../../src/incidents/incident.events.js';
import { absent, evolve, type Incident, type IncidentRecord } from '../../../src/incidents/incident.record.js';
import type { JsonObject } from '../../../src/json/json-value.js';
import * as examples from '../../examples/incident.js';
import { at, items, object, uuid } from './stix-examples.js';

const mapped = (value: JsonObject, ...others: JsonObject[]): MappedIncident => {
  const { others: rest, refused, find } = planImport(items(value, ...others));
  assert.deepEqual(
    refused.flatMap(({ errors }) => errors),
    [],
  );
  return mapIncident(rest.find(({ id }) => id === value.id)!.read(), find);
};
const extended = (id: string, extension: JsonObject, properties: JsonObject = {}): JsonObject =>
  object('incident', 1, {
    name: 'Ransom note on a file server',
    extensions: { [id]: { extension_type: 'property-extension', ...extension } },
    ...properties,
  });
/** As the importer records it. */
const recorded = ({ profile, blank }: MappedIncident): ReceivedIncident => ReceivedIncident.parse({ ...blank, ...profile });
const recordOf = (...events: readonly IncidentEvent[]): IncidentRecord => {
  const record = events.reduce<Incident>(evolve, absent);
  assert.ok(record.status !== 'absent');
  return record;
};

describe('a STIX incident', () => {
  it('with a name only was detected when it was written', () => {
    const { profile, blank, notes } = mapped(object('incident', 1, { name: ' Phone\ncall ' }));
    assert.deepEqual(profile, { title: 'Phone call', description: '', techniqueIds: [] });
    const { status, severity, detectedAt } = ReceivedIncident.parse({ ...blank, ...profile });
    assert.deepEqual([status, severity, detectedAt], ['new', 'medium', at]);
    assert.deepEqual(notes, []);
  });

  it('of another ledger is what it was there, but for what nobody else is told', () => {
    const story = [examples.opened(), examples.acknowledged, examples.assigned, examples.raised, examples.escalated];
    const worked = recordOf(...story, examples.contained, examples.resolved, examples.closed);
    const loaded = {
      id: uuid(7),
      tenantId: 'demo',
      ownerOrganisation: 'cti',
      createdBy: 'ana',
      createdAt: at,
      updatedAt: at,
      revision: 7n,
      position: 7n,
      record: { ...worked, lesson: 'Ask twice.', rootCause: 'No second factor.' },
    };
    const sent = incidentObject(loaded, { tlpVersion: 2, idFrom: () => uuid(8) });
    assert.equal(sent.id, `incident--${uuid(7)}`);
    for (const kept of ['mailbox-17', worked.assignee!, 'Reported by staff'])
      assert.ok(!JSON.stringify(sent).includes(kept), kept);
    const came = mapped(sent);
    assert.deepEqual(came.notes, []);
    assert.deepEqual(recorded(came), {
      ...examples.phishing,
      source: null,
      assetRefs: [],
      lesson: 'Ask twice.',
      rootCause: 'No second factor.',
      status: 'closed',
      severity: 'high',
      detectedAt: examples.at('08:00'),
      acknowledgedAt: examples.at('08:10'),
      containedAt: examples.at('10:30'),
      resolvedAt: examples.at('12:00'),
      closedAt: examples.at('14:00'),
      resolution: 'Password changed, sessions ended.',
      verdict: 'true_positive',
    });
  });

  it('with the Incident Core Extension says how it stands, how bad it is and when it began', () => {
    const event = object('event', 2, { status: 'occurred', start_time: '2026-01-04T22:00:00Z' });
    const detected = object('task', 3, {
      outcome: 'successful',
      task_types: ['detected'],
      start_time: '2026-01-05T07:00:00.5Z',
    });
    const { profile, notes } = mapped(
      extended(INCIDENT_CORE, {
        determination: 'confirmed',
        investigation_status: 'closed',
        criticality: 70,
        incident_types: ['ransomware', 'Known-Malware'],
        detection_methods: ['human-review'],
        impacted_entity_counts: { system: 12 },
        scores: [{ name: 'NCISS', value: 61.5 }],
        recoverability: 'supplemented',
        events: [{ event_ref: event.id! }, { event_ref: `event--${uuid(99)}` }],
        tasks: [{ task_ref: detected.id! }],
      }),
      event,
      detected,
    );
    assert.deepEqual(notes, []);
    assert.deepEqual(profile, {
      title: 'Ransom note on a file server',
      description: '',
      techniqueIds: [],
      severity: 'high',
      category: 'ransomware, known-malware',
      rsit: 'malicious-code',
      source: 'human-review',
      impact: 'system: 12, NCISS: 61.5, recoverability: supplemented',
      occurredAt: '2026-01-04T22:00:00.000Z',
      detectedAt: '2026-01-05T07:00:00.500Z',
      status: 'closed',
      acknowledgedAt: null,
      containedAt: null,
      resolvedAt: at,
      closedAt: at,
      resolution: '',
      verdict: 'true_positive',
    });
    const first = extended(INCIDENT_CORE, {
      determination: 'suspected',
      investigation_status: 'open',
      events: [{ start_time: '2026-01-03T10:00:00Z' }, { start_time: '2026-01-02T10:00:00Z' }],
    });
    const { status, verdict, occurredAt } = recorded(mapped(first));
    assert.deepEqual([status, verdict, occurredAt], ['active', 'unknown', '2026-01-02T10:00:00.000Z']);
  });

  describe('without a criticality', () => {
    const impact = (n: number, properties: JsonObject): JsonObject =>
      object('impact', n, { impact_category: 'availability', ...properties });
    const severityFrom = (impacts: readonly JsonObject[], said: JsonObject = {}, properties: JsonObject = {}) => {
      const named = { impact_refs: impacts.map(({ id }) => id!), ...said };
      const orders = [impacts, impacts.toReversed()].map((list) => mapped(extended(INCIDENT_CORE, named, properties), ...list));
      assert.deepEqual(orders[0], orders[1]);
      return orders[0].profile.severity;
    };

    it('is as bad as its impact, by appendix B of the extension', () => {
      const table = [
        [0, 'informational'],
        [1, 'low'],
        [29, 'low'],
        [30, 'medium'],
        [49, 'medium'],
        [50, 'high'],
        [89, 'high'],
        [90, 'critical'],
        [100, 'critical'],
      ] as const;
      for (const [criticality, severity] of table) assert.equal(severityFrom([impact(2, { criticality })]), severity);
      for (const criticality of [undefined, -1, 101, 'high'])
        assert.equal(severityFrom([impact(2, criticality === undefined ? {} : { criticality })]), undefined);
    });

    it('is as bad as the worst of its impacts that stand', () => {
      const [bad, worse] = [impact(2, { criticality: 35 }), impact(3, { criticality: 70 })];
      assert.equal(severityFrom([bad, worse, impact(4, {})]), 'high');
      assert.equal(severityFrom([bad, { ...worse, superseded_by_ref: bad.id!, end_time: at }]), 'medium');
      assert.equal(severityFrom([bad, { ...worse, revoked: true }]), 'medium');
      assert.equal(severityFrom([bad, worse], { impact_refs: [bad.id!, `impact--${uuid(99)}`, 7] }), 'medium');
    });

    it('says itself how bad it is where it does', () => {
      const worst = impact(2, { criticality: 100 });
      assert.equal(severityFrom([worst], { criticality: 10 }), 'low');
      const ledger = { [LEDGER_EXTENSION]: { extension_type: 'property-extension', severity: 'low' } };
      const core = { [INCIDENT_CORE]: { extension_type: 'property-extension', impact_refs: [worst.id!] } };
      assert.equal(
        mapped(object('incident', 1, { name: 'Both', extensions: { ...core, ...ledger } }), worst).profile.severity,
        'low',
      );
    });
  });

  it('names what it says that no record can hold, and does without it', () => {
    const { profile, notes } = mapped(
      extended(LEDGER_EXTENSION, {
        status: 'merged',
        severity: 'enormous',
        priority: 1,
        detected_at: 'yesterday',
        occurred_at: '1812-09-07T05:00:00Z',
        is_test: 'no',
        rsit: ['fraud'],
        verdict: { is: 'true' },
        number: 'N-1',
        lesson: 'x'.repeat(5_001),
      }),
    );
    const field = `[0].extensions.${LEDGER_EXTENSION}`;
    const why = 'has no counterpart here; the record does without';
    assert.deepEqual(
      notes.map(({ path, message }) => `${path}: ${message}`),
      [
        `${field}.status: "merged" ${why}`,
        `${field}.severity: "enormous" ${why}`,
        `${field}.priority: 1 ${why}`,
        `${field}.rsit: ["fraud"] ${why}`,
        `${field}.occurred_at: the record holds times of the years 1970 to 9999`,
        `${field}.detected_at: "yesterday" ${why}`,
        `${field}.verdict: {"is":"true"} ${why}`,
        `${field}.is_test: "no" ${why}`,
        `${field}.lesson: the record holds 5000 characters of it`,
      ],
    );
    assert.deepEqual([profile.number, profile.lesson?.length, profile.severity], ['N-1', 5_000, undefined]);
    const core = mapped(extended(INCIDENT_CORE, { determination: 'perhaps', investigation_status: 'asleep', criticality: 101 }));
    assert.deepEqual(
      core.notes.map(({ path }) => path.split('.').at(-1)),
      ['investigation_status', 'determination', 'criticality'],
    );
    assert.equal(recorded(core).severity, 'medium');
  });
});
