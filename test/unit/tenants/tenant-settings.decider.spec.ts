/** What a tenant may set, and what it has when it sets nothing. */
import assert from 'node:assert/strict';
import { DEFAULT_TLP_SECRECY } from '../../../src/access/marking.js';
import { type GivenChanges, type GivenExpectation, tenantSettings } from '../../../src/tenants/tenant-settings.decider.js';
import { ReportingExpectation } from '../../../src/tenants/tenant-settings.events.js';
import {
  authorsApprove,
  expected,
  expectedNoMore,
  inOfficeHours,
  london,
  nightly,
  noServiceLevels,
  noTarget,
  officeHours,
  phishingAndRansom,
  resolvedInADay,
  scopeDeclared,
  searchesGerman,
  threeANight,
  greenByAdmins,
  noCeiling,
} from '../../examples/tenant-settings.js';
import { deciderSpec } from '../../spec/decider-spec.js';

const given = deciderSpec(tenantSettings);
const change = (changes: GivenChanges) => ({ type: 'Change', changes }) as const;

describe('the settings of a tenant', () => {
  it('are strict to begin with', () =>
    assert.deepEqual(given().record(), {
      authorMayApprove: false,
      tlpSecrecy: DEFAULT_TLP_SECRECY,
      zone: 'UTC',
      expectedPublicationSeconds: 86_400,
      minimumActiveSources: 1,
      reportingExpectations: {},
      searchLanguage: 'english',
      slaPolicies: {},
      kpiTargets: {},
      detectionScope: null,
      sharingCeilings: {},
    }));
  it('can let authors approve their own reports', () =>
    given()
      .when(change({ authorMayApprove: true }))
      .then(authorsApprove));
  it('can choose the language that is searched in, with other changes and once', () => {
    given()
      .when(change({ searchLanguage: 'german', authorMayApprove: true }))
      .then(authorsApprove, searchesGerman);
    given(searchesGerman)
      .when(change({ searchLanguage: 'german' }))
      .thenNothing();
  });
  it('record only what is different', () =>
    given(authorsApprove)
      .when(
        change({
          authorMayApprove: true,
          zone: 'Europe/London',
          expectedPublicationSeconds: 86_400,
          minimumActiveSources: 3,
          tlpSecrecy: { GREEN: 'RESTRICTED', 'AMBER+STRICT': 'SECRET', RED: 'SECRET' },
        }),
      )
      .then(london));
  it('record nothing when nothing is different', () =>
    given(london)
      .when(change({ zone: 'Europe/London', tlpSecrecy: { GREEN: 'RESTRICTED' } }))
      .thenNothing());
  it('can raise what a TLP stands for', () => {
    const { tlpSecrecy } = given(london).record();
    assert.deepEqual(tlpSecrecy, { ...DEFAULT_TLP_SECRECY, GREEN: 'RESTRICTED', 'AMBER+STRICT': 'SECRET' });
  });
  it('can bring it back to the default', () =>
    given(london)
      .when(change({ tlpSecrecy: { GREEN: 'UNCLASSIFIED' } }))
      .then({ type: 'TenantSettingsChanged', data: { changes: { tlpSecrecy: { GREEN: 'UNCLASSIFIED' } } } }));
  it('never lower it below the default', () =>
    given(london)
      .when(change({ tlpSecrecy: { RED: 'TOP_SECRET', AMBER: 'UNCLASSIFIED' } }))
      .thenRejects('TLP_SECRECY_TOO_LOW', 'tlpSecrecy.AMBER'));
  it('know the time zones', () =>
    given()
      .when(change({ zone: 'Europe/Atlantis' }))
      .thenRejects('UNKNOWN_ZONE', 'zone'));
});

describe('a reporting expectation', () => {
  const now = '2026-03-02T09:00:00.000Z';
  const { effectiveFrom: _, ...undated } = threeANight;
  const set = (expectation: GivenExpectation, id = nightly) => ({ type: 'SetExpectation', id, expectation, now }) as const;

  it('holds from when it is set', () =>
    given()
      .when(set(undated))
      .then({ type: 'ReportingExpectationSet', data: { id: nightly, expectation: { ...undated, effectiveFrom: now } } }));
  it('holds from the time that is given', () => given().when(set(threeANight)).then(expected));
  it('holds from when it did when it is changed', () =>
    given(expected)
      .when(set({ ...undated, count: 5 }))
      .then({ type: 'ReportingExpectationSet', data: { id: nightly, expectation: { ...threeANight, count: 5 } } }));
  it('is recorded once', () => given(expected).when(set(undated)).thenNothing());
  it('stands among the settings until it is removed', () => {
    assert.deepEqual(given(london, expected).record().reportingExpectations, { [nightly]: threeANight });
    given(expected).when({ type: 'RemoveExpectation', id: nightly }).then(expectedNoMore);
    assert.deepEqual(given(london, expected, expectedNoMore).record(), given(london).record());
  });
  it('can be set again after it was removed', () => given(expected, expectedNoMore).when(set(threeANight)).then(expected));
  it('that is not there cannot be removed', () =>
    given(expected, expectedNoMore).when({ type: 'RemoveExpectation', id: nightly }).thenRejects('NOT_FOUND'));
  it('needs a known time zone', () =>
    given()
      .when(set({ ...undated, zone: 'Europe/Atlantis' }))
      .thenRejects('UNKNOWN_ZONE', 'zone'));
  it('is one of at most fifty', () => {
    const fifty = Array.from({ length: 50 }, (_, n): typeof expected => ({
      type: 'ReportingExpectationSet',
      data: { id: `${nightly.slice(0, -2)}${n + 10}`, expectation: threeANight },
    }));
    given(...fifty)
      .when(set(threeANight))
      .thenRejects('TOO_MANY_EXPECTATIONS');
    given(...fifty)
      .when(set({ ...undated, count: 4 }, `${nightly.slice(0, -2)}10`))
      .then({
        type: 'ReportingExpectationSet',
        data: { id: `${nightly.slice(0, -2)}10`, expectation: { ...threeANight, count: 4 } },
      });
  });
});

describe('what is given for a reporting expectation', () => {
  const refused = (change: object, field: string) => {
    const parsed = ReportingExpectation.safeParse({ ...threeANight, ...change });
    assert.equal(parsed.error?.issues[0]?.path[0], field);
  };
  it('is refused where it makes no sense', () => {
    refused({ name: ' ' }, 'name');
    refused({ count: 0 }, 'count');
    refused({ start: '24:00' }, 'start');
    refused({ end: '6:00' }, 'end');
    refused({ weekdays: [] }, 'weekdays');
    refused({ weekdays: [0] }, 'weekdays');
    refused({ holidays: ['2026-02-30'] }, 'holidays');
    refused({ holidays: Array.from({ length: 401 }, () => '2026-12-25') }, 'holidays');
    refused({ reportTypes: ['Threat report'] }, 'reportTypes');
    refused({ zone: 'the north' }, 'zone');
  });
  it('is put in order', () => {
    const { weekdays, holidays } = ReportingExpectation.parse({
      ...threeANight,
      weekdays: [5, 1, 5],
      holidays: ['2026-12-25', '2026-01-01', '2026-12-25'],
    });
    assert.deepEqual(
      [weekdays, holidays],
      [
        [1, 5],
        ['2026-01-01', '2026-12-25'],
      ],
    );
  });
});

describe('what security operations are measured against', () => {
  const set = (id: string, policy = officeHours) => ({ type: 'SetSlaPolicy', id, policy }) as const;
  const other = '7d1c2b3a-4e5f-4a6b-8c7d-9e0f1a2b3c4d';

  it('are service levels, each clock of a severity in one policy', () => {
    given().when(set(nightly)).then(inOfficeHours);
    given(inOfficeHours).when(set(nightly)).thenNothing();
    given(inOfficeHours).when(set(other)).thenRejects('SLA_TARGET_TAKEN', 'targets.0');
    const twice = { ...officeHours, targets: [officeHours.targets[1], officeHours.targets[1]] };
    given().when(set(nightly, twice)).thenRejects('SLA_TARGET_TAKEN', 'targets.1');
    given(inOfficeHours).when({ type: 'RemoveSlaPolicy', id: nightly }).then(noServiceLevels);
    given(inOfficeHours, noServiceLevels).when({ type: 'RemoveSlaPolicy', id: nightly }).thenRejects('NOT_FOUND');
  });
  it('keep hours of a zone that exists', () =>
    given()
      .when(set(nightly, { ...officeHours, calendar: { ...officeHours.calendar, zone: 'Mars/Base' } as never }))
      .thenRejects('UNKNOWN_ZONE', 'calendar.zone'));
  it('are targets of KPIs, and a scope of detection', () => {
    const target = resolvedInADay.data as never;
    given().when({ type: 'SetKpiTarget', target }).then(resolvedInADay);
    given(resolvedInADay).when({ type: 'SetKpiTarget', target }).thenNothing();
    given(resolvedInADay).when({ type: 'RemoveKpiTarget', kpi: 'time_to_resolve' }).then(noTarget);
    given().when({ type: 'RemoveKpiTarget', kpi: 'time_to_resolve' }).thenRejects('NOT_FOUND');
    given().when({ type: 'DeclareDetectionScope', scope: phishingAndRansom }).then(scopeDeclared);
    given(scopeDeclared).when({ type: 'DeclareDetectionScope', scope: phishingAndRansom }).thenNothing();
  });
});

describe('sharing ceilings', () => {
  const ceiling = greenByAdmins.data as never;
  it('are one for each role, and fall back to the default', () => {
    given().when({ type: 'SetSharingCeiling', ceiling }).then(greenByAdmins);
    given(greenByAdmins).when({ type: 'SetSharingCeiling', ceiling }).thenNothing();
    given(greenByAdmins).when({ type: 'RemoveSharingCeiling', role: 'tenant_admin' }).then(noCeiling);
    given(greenByAdmins, noCeiling).when({ type: 'RemoveSharingCeiling', role: 'tenant_admin' }).thenRejects('NOT_FOUND');
  });
});
