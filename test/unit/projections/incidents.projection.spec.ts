/** What the boards of incidents, detection rules and controls show after events. */
import assert from 'node:assert/strict';
import { incidents } from '../../../projections/incidents/incidents.projection.js';
import * as control from '../../examples/control.js';
import * as rule from '../../examples/detection-rule.js';
import * as incident from '../../examples/incident.js';
import { secret } from '../../examples/marking.js';
import { projectionSpec } from '../../spec/projection-spec.js';

const given = projectionSpec(incidents);

describe('the incident boards', () => {
  it('show an incident as it stands, by its own time', () => {
    given(incident.opened(), incident.acknowledged, incident.raised).then({
      incident_state: [
        {
          number: 'INC0000045',
          status: 'active',
          severityRank: 4,
          priority: 'P2',
          category: 'Phishing',
          detectedAt: incident.at('08:00'),
          revision: 2n,
        },
      ],
      detection_rule_state: [],
      control_state: [],
    });
  });
  it('follow it into another one and out again', () => {
    given(incident.opened(), incident.held, incident.mergedInto).then({ incident_state: [{ status: 'merged' }] });
    given(incident.opened(), incident.held, incident.mergedInto, incident.unmerged).then({
      incident_state: [{ status: 'on_hold' }],
    });
  });
  it('show what another organisation tells, and keep it out of the figures', () => {
    given(incident.imported()).then({
      incident_state: [{ number: 'N-17', status: 'active', severityRank: 4, received: true }],
      incident_fact: [],
    });
    given(incident.opened()).then({ incident_state: [{ received: false }], incident_fact: [{ key: '' }] });
  });
  it('move what is marked anew to another compartment', () => {
    const marked = { type: 'IncidentMarked', data: { marking: secret } };
    const [before, after] = [given(incident.opened()), given(incident.opened(), marked)];
    const aclOf = (board: typeof before) => board.row<{ aclId: string }>('incident_state')?.aclId;
    assert.notEqual(aclOf(before), aclOf(after));
  });
  it('show rules and controls', () => {
    given(rule.created, rule.enabled, rule.tested()).then({
      detection_rule_state: [{ name: 'Encoded PowerShell commands', status: 'enabled' }],
    });
    given(control.created, control.retired).then({
      control_state: [{ label: 'ISO 27001:2022 A.5.7', status: 'retired' }],
    });
  });
});
