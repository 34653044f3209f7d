/** Which version of a STIX object the table of STIX ids shows. */
import { stixObjects } from '../../../projections/stix-objects/stix-objects.projection.js';
import { conflicted, hash, malware, received, withContent } from '../../examples/stix.js';
import { projectionSpec } from '../../spec/projection-spec.js';

const given = projectionSpec(stixObjects);
const march = '2026-03-01T00:00:00.000Z';

describe('the table of STIX objects', () => {
  it('finds an object by its STIX id', () =>
    given(received(malware)).then({
      stix_object: [
        { stixId: malware.stixId, stixType: 'malware', modified: malware.modified, sha256: hash('a'), versions: 1, conflicts: 0 },
      ],
    }));

  it('shows the newest version', () =>
    given(received(malware), received(withContent(malware, 'b', march))).then({
      stix_object: [{ modified: march, sha256: hash('b'), versions: 2 }],
    }));

  it('keeps the newest version when an older one comes late', () =>
    given(received(withContent(malware, 'b', march)), received(malware, true)).then({
      stix_object: [{ modified: march, sha256: hash('b'), versions: 2 }],
    }));

  it('counts other content for a known version as a conflict and keeps the first', () =>
    given(received(malware), conflicted(withContent(malware, 'c'))).then({
      stix_object: [{ sha256: hash('a'), versions: 1, conflicts: 1 }],
    }));
});
