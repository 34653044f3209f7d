/** The releases of ATT&CK that a tenant loaded, as its events leave them. The one fold: decider, history and look-ups all use it. */
import type { AttackDomain } from '../../attack-patterns/attack-pattern.events.js';
import { assertNever } from '../../ledger/decider.js';
import type { EventData } from '../../ledger/event-contract.js';
import type { AttackReleaseEvent, ReleaseName } from './attack-release.events.js';

export interface LoadedRelease extends EventData<AttackReleaseEvent, 'AttackReleaseLoaded'> {
  readonly retired: boolean;
}
export interface AttackLibrary {
  /** By {@link releaseKey}, in the order in which they were first loaded. */
  readonly releases: Readonly<Record<string, LoadedRelease>>;
  /** The version that technique ids of a domain are looked up in. */
  readonly chosen: Readonly<Partial<Record<AttackDomain, string>>>;
}

export const empty: AttackLibrary = { releases: {}, chosen: {} };

/** `enterprise 18.1` */
export const releaseKey = ({ domain, version }: ReleaseName): string => `${domain} ${version}`;

export const evolve = (library: AttackLibrary, event: AttackReleaseEvent): AttackLibrary => {
  const { releases, chosen } = library;
  const key = releaseKey(event.data);
  switch (event.type) {
    case 'AttackReleaseLoaded':
      return { releases: { ...releases, [key]: { ...event.data, retired: false } }, chosen };
    case 'AttackReleaseRetired': {
      const { domain, version } = event.data;
      const { [domain]: current, ...others } = chosen;
      return {
        releases: { ...releases, [key]: { ...releases[key], retired: true } },
        chosen: current === version ? others : chosen,
      };
    }
    case 'AttackReleaseChosen':
      return { releases, chosen: { ...chosen, [event.data.domain]: event.data.version } };
    default:
      return assertNever(event);
  }
};
