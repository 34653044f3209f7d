/** An export is recorded once, for those who may know of it. */
import assert from 'node:assert/strict';
import { stixExport } from '../../../../src/exchange/stix/export/stix-export.decider.js';
import { exportMarking } from '../../../../src/exchange/stix/export/stix-export.record.js';
import { campaignForPartner, exportedToPartner } from '../../../examples/stix-export.js';
import { deciderSpec } from '../../../spec/decider-spec.js';

const given = deciderSpec(stixExport);

describe('recording an export', () => {
  it('says what went to whom, under which marking', () => {
    given().when({ type: 'Record', facts: campaignForPartner }).then(exportedToPartner);
  });

  it('happens once', () => {
    given(exportedToPartner).when({ type: 'Record', facts: campaignForPartner }).thenRejects('ALREADY_EXISTS');
  });

  it('is for the organisation that made it, as far as they are cleared for what went', () => {
    const marking = exportMarking({ strictest: { secrecyLevel: 'SECRET', tlp: 'GREEN' } });
    assert.deepEqual([marking.tlp, marking.secrecyLevel], ['AMBER+STRICT', 'SECRET']);
    assert.equal(exportMarking({ strictest: null }).secrecyLevel, 'UNCLASSIFIED');
  });
});
