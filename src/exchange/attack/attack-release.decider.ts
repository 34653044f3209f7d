/** The rules of a tenant's releases of ATT&CK. Pure: no clock, no ids, no I/O. */
import { assertNever, type Decider, RuleViolation } from '../../ledger/decider.js';
import type { EventData } from '../../ledger/event-contract.js';
import type { AttackReleaseEvent, ReleaseName } from './attack-release.events.js';
import { type AttackLibrary, empty, evolve, type LoadedRelease, releaseKey } from './attack-release.record.js';

export type AttackReleaseCommand =
  | { readonly type: 'Load'; readonly release: EventData<AttackReleaseEvent, 'AttackReleaseLoaded'> }
  | { readonly type: 'Retire'; readonly release: ReleaseName }
  | { readonly type: 'Choose'; readonly release: ReleaseName };

const known = (release: ReleaseName, { releases }: AttackLibrary): LoadedRelease => {
  const found = releases[releaseKey(release)];
  if (found) return found;
  throw new RuleViolation(
    'NOT_FOUND',
    `The ${release.domain} release ${release.version} of ATT&CK is not loaded. See attackReleases for those that are.`,
  );
};

const load = (
  release: EventData<AttackReleaseEvent, 'AttackReleaseLoaded'>,
  { releases, chosen }: AttackLibrary,
): readonly AttackReleaseEvent[] => {
  const { domain, version } = release;
  const before = releases[releaseKey(release)];
  if (before && !before.retired) {
    if (before.techniques.sha256 === release.techniques.sha256) return [];
    throw new RuleViolation(
      'RELEASE_DIFFERS',
      `The ${domain} release ${version} of ATT&CK is loaded with other content. Retire it first if this is the right one.`,
    );
  }
  const loaded: AttackReleaseEvent = { type: 'AttackReleaseLoaded', data: release };
  return chosen[domain] === undefined ? [loaded, { type: 'AttackReleaseChosen', data: { domain, version } }] : [loaded];
};

export const attackLibrary: Decider<AttackReleaseCommand, AttackReleaseEvent, AttackLibrary> = {
  initial: empty,
  evolve,

  /** The first release of a domain is its chosen one, until another is chosen. */
  decide(command, library) {
    const { release } = command;
    switch (command.type) {
      case 'Load':
        return load(command.release, library);
      case 'Retire':
        return known(release, library).retired ? [] : [{ type: 'AttackReleaseRetired', data: command.release }];
      case 'Choose': {
        if (known(release, library).retired)
          throw new RuleViolation('RETIRED', `The ${release.domain} release ${release.version} is retired. Load it again first.`);
        return library.chosen[release.domain] === release.version ? [] : [{ type: 'AttackReleaseChosen', data: command.release }];
      }
      default:
        return assertNever(command);
    }
  },
};
