/** Loads the campaign of the demo tenant and its cases, each with what it is linked with. */
import { attackPatternKind } from '../../src/attack-patterns/attack-pattern.resolver.js';
import { campaignKind } from '../../src/campaigns/campaign.resolver.js';
import type { AttackReleases } from '../../src/exchange/attack/attack-releases.js';
import { infrastructureKind } from '../../src/infrastructure/infrastructure.resolver.js';
import { investigationKind } from '../../src/investigations/investigation.resolver.js';
import { LinkRecords, LinkRecordsHandler } from '../../src/links/link.commands.js';
import type { LinkedType } from '../../src/links/link.events.js';
import type { CommandContext, Ledger, Receipt } from '../../src/ledger/ledger.js';
import type { InstanceKey } from '../../src/ledger/record-id.js';
import { ChangeProfile, ChangeProfileHandler, type ProfileKind } from '../../src/profiles/profile.commands.js';
import { targetKind } from '../../src/targets/target.resolver.js';
import { threatActorKind } from '../../src/threat-actors/threat-actor.resolver.js';
import { demoLinks, demoProfiles, type ProfileName, type ProfilePlan } from './demo-campaign.js';
import type { PersonName } from './demo-people.js';

const KINDS = {
  campaign: campaignKind,
  threatActor: threatActorKind,
  investigation: investigationKind,
  attackPattern: attackPatternKind,
  target: targetKind,
  infrastructure: infrastructureKind,
} as unknown as Readonly<Record<LinkedType, ProfileKind>>;

const DAY_MS = 86_400_000;

const inputOf = ({ input, daysAgo = {} }: ProfilePlan, begun: number): ProfilePlan['input'] => ({
  ...input,
  ...Object.fromEntries(Object.entries(daysAgo).map(([field, days]) => [field, new Date(begun - days * DAY_MS).toISOString()])),
});

/**
 * @param contextOf who does it under which key, and why.
 * @param begun when the load was begun; epoch milliseconds.
 * @returns the receipts of the last change of each record that owns links.
 */
export const loadCampaign = async (
  {
    ledger,
    instanceKey,
    attack,
  }: { readonly ledger: Ledger; readonly instanceKey: InstanceKey; readonly attack: AttackReleases },
  contextOf: (person: PersonName, key: string, reason?: string) => CommandContext,
  begun: number,
): Promise<readonly Receipt[]> => {
  const profiles = new ChangeProfileHandler(ledger, instanceKey, attack);
  const links = new LinkRecordsHandler(ledger, instanceKey);
  const created = await Promise.all(
    Object.entries(demoProfiles).map(async ([name, plan]) => {
      const request = { kind: 'create', input: inputOf(plan, begun) } as const;
      const { receipt } = await profiles.execute(
        new ChangeProfile(KINDS[plan.type], request, contextOf(plan.by, `demo/profile/${name}`)),
      );
      return [name, { type: plan.type, id: receipt.id }] as const;
    }),
  );
  const ends = Object.fromEntries(created) as Readonly<Record<ProfileName, (typeof created)[number][1]>>;
  const linked = demoLinks.map(async ({ from, by, to, reason }) => {
    let last: Receipt | undefined;
    for (const other of to) {
      const context = contextOf(by, `demo/link/${from}/${other}`, reason);
      const request = { kind: 'link', from: ends[from], to: ends[other], input: {} } as const;
      ({ receipt: last } = await links.execute(new LinkRecords(request, context)));
    }
    return last ? [last] : [];
  });
  return (await Promise.all(linked)).flat();
};
