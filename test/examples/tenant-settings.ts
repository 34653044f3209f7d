/** Named settings shared by specs and golden files. */
import type { DetectionScope, SlaPolicy } from '../../src/tenants/soc-settings.events.js';
import type { ReportingExpectation, TenantSettingsEvent } from '../../src/tenants/tenant-settings.events.js';

export const authorsApprove: TenantSettingsEvent = {
  type: 'TenantSettingsChanged',
  data: { changes: { authorMayApprove: true } },
};
export const searchesGerman: TenantSettingsEvent = { type: 'SearchLanguageChosen', data: { language: 'german' } };
export const london: TenantSettingsEvent = {
  type: 'TenantSettingsChanged',
  data: {
    changes: { zone: 'Europe/London', minimumActiveSources: 3, tlpSecrecy: { GREEN: 'RESTRICTED', 'AMBER+STRICT': 'SECRET' } },
  },
};

export const nightly = '0b8f6a52-3f0e-4a53-9d2e-6f1d2c3b4a5e';
export const threeANight: ReportingExpectation = {
  name: 'Overnight threat reports',
  count: 3,
  reportTypes: ['threat-report'],
  start: '22:00',
  end: '06:00',
  weekdays: [1, 2, 3, 4, 5],
  zone: 'Europe/London',
  holidays: ['2026-12-24', '2026-12-25'],
  effectiveFrom: '2026-03-01T12:00:00.000Z',
};
export const expected: TenantSettingsEvent = {
  type: 'ReportingExpectationSet',
  data: { id: nightly, expectation: threeANight },
};
export const expectedAnyTime: TenantSettingsEvent = {
  type: 'ReportingExpectationSet',
  data: {
    id: '7d1c2b3a-4e5f-4a6b-8c7d-9e0f1a2b3c4d',
    expectation: { ...threeANight, name: 'A product a day', count: 1, reportTypes: [], end: '22:00', zone: null, holidays: [] },
  },
};
export const expectedNoMore: TenantSettingsEvent = { type: 'ReportingExpectationRemoved', data: { id: nightly } };

export const officeHours: SlaPolicy = {
  name: 'Office hours',
  targets: [
    { severity: 'high', clock: 'acknowledge', seconds: 1_800 },
    { severity: 'high', clock: 'resolve', seconds: 28_800 },
  ],
  calendar: {
    kind: 'business_hours',
    weekdays: [1, 2, 3, 4, 5],
    start: '09:00',
    end: '17:00',
    zone: 'Europe/London',
    holidays: ['2026-12-25'],
  },
  pausedOn: ['user', 'vendor'],
  onReopen: 'restart',
};
export const inOfficeHours: TenantSettingsEvent = { type: 'SlaPolicySet', data: { id: nightly, policy: officeHours } };
export const noServiceLevels: TenantSettingsEvent = { type: 'SlaPolicyRemoved', data: { id: nightly } };
export const resolvedInADay: TenantSettingsEvent = {
  type: 'KpiTargetSet',
  data: { kpi: 'time_to_resolve', target: 86_400, targetIs: 'at_most' },
};
export const noTarget: TenantSettingsEvent = { type: 'KpiTargetRemoved', data: { kpi: 'time_to_resolve' } };
export const greenByAdmins: TenantSettingsEvent = {
  type: 'SharingCeilingSet',
  data: { role: 'tenant_admin', secrecyLevel: 'UNCLASSIFIED', tlp: 'GREEN' },
};
export const noCeiling: TenantSettingsEvent = { type: 'SharingCeilingRemoved', data: { role: 'tenant_admin' } };
export const phishingAndRansom: DetectionScope = {
  version: '2026-1',
  techniqueIds: ['T1486', 'T1566.001'],
  note: 'Servers only.',
};
export const scopeDeclared: TenantSettingsEvent = { type: 'DetectionScopeDeclared', data: phishingAndRansom };
