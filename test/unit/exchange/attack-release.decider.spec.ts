/** The rules of a tenant's releases of ATT&CK. */
import { attackLibrary } from '../../../src/exchange/attack/attack-release.decider.js';
import type { AttackReleaseEvent } from '../../../src/exchange/attack/attack-release.events.js';
import { chosen, loaded, retired } from '../../examples/attack.js';
import { deciderSpec } from '../../spec/decider-spec.js';

const given = deciderSpec(attackLibrary);
const release = loaded.data;
const next = { ...release, version: '19.0', techniques: { ...release.techniques, sha256: 'e5'.repeat(32) } };
const nextLoaded: AttackReleaseEvent = { type: 'AttackReleaseLoaded', data: next };
const name = { domain: 'enterprise', version: '18.1' } as const;

describe('releases of ATT&CK', () => {
  it('uses the first release of a domain, and keeps later ones beside it', () => {
    given().when({ type: 'Load', release }).then(loaded, chosen);
    given(loaded, chosen).when({ type: 'Load', release: next }).then(nextLoaded);
    given(loaded, chosen, nextLoaded)
      .when({ type: 'Choose', release: { domain: 'enterprise', version: '19.0' } })
      .then({ type: 'AttackReleaseChosen', data: { domain: 'enterprise', version: '19.0' } });
  });
  it('loads a release once, and never another in its place', () => {
    given(loaded, chosen)
      .when({ type: 'Load', release: { ...release, sha256: 'f6'.repeat(32) } })
      .thenNothing();
    given(loaded, chosen)
      .when({ type: 'Load', release: { ...release, techniques: next.techniques } })
      .thenRejects('RELEASE_DIFFERS');
    given(loaded, chosen, retired).when({ type: 'Load', release }).then(loaded, chosen);
  });
  it('retires a release, and has none then', () => {
    given(loaded, chosen).when({ type: 'Retire', release: name }).then(retired);
    given(loaded, chosen, retired).when({ type: 'Retire', release: name }).thenNothing();
    given(loaded, chosen, retired).when({ type: 'Choose', release: name }).thenRejects('RETIRED');
    given(loaded, chosen).when({ type: 'Choose', release: name }).thenNothing();
    given(loaded, chosen)
      .when({ type: 'Choose', release: { domain: 'ics', version: '18.1' } })
      .thenRejects('NOT_FOUND');
  });
});
