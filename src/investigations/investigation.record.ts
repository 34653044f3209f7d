/** An investigation as its events leave it. The one fold: decider, history, projections and answers all use it. */
import { linkFacts, type Links } from '../links/link.record.js';
import { type Mergeable, MERGEABLE, mergeFacts, UNMERGED } from '../profiles/merge.record.js';
import { type Absent, type Life, profileFold, type ProfileRecord } from '../profiles/profile.record.js';
import type { InvestigationEvent, InvestigationProfile } from './investigation.events.js';

export type InvestigationStatus = 'open' | 'on_hold' | 'closed' | 'merged';
export type InvestigationRecord = ProfileRecord<InvestigationProfile, InvestigationStatus> & Links & Mergeable;
export type Investigation = Absent | InvestigationRecord;

export const INVESTIGATION_LIFE: Life<InvestigationStatus> = {
  begins: 'open',
  moves: {
    hold: { fact: 'Held', from: ['open'], to: 'on_hold' },
    resume: { fact: 'Resumed', from: ['on_hold'], to: 'open' },
    close: { fact: 'Closed', from: ['open', 'on_hold'], to: 'closed' },
    reopen: { fact: 'Reopened', from: ['closed'], to: 'open' },
  },
  settled: MERGEABLE.settled,
};

export const { absent, evolve } = profileFold<InvestigationRecord, InvestigationEvent>(
  'Investigation',
  INVESTIGATION_LIFE,
  { links: [], ...UNMERGED },
  { ...linkFacts, ...mergeFacts },
);
