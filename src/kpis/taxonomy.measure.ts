/** RSIT classes as VERIS actions, for yearly reporting. Pure. */
import type { RsitClass } from '../incidents/incident.events.js';

/** VERIS 1.4, section "Action". */
export type VerisAction = 'malware' | 'hacking' | 'social' | 'misuse' | 'physical' | 'error' | 'environmental' | 'unknown';

const VERIS: Readonly<Record<RsitClass, VerisAction>> = {
  'abusive-content': 'social',
  'malicious-code': 'malware',
  'information-gathering': 'hacking',
  'intrusion-attempts': 'hacking',
  intrusions: 'hacking',
  availability: 'hacking',
  'information-content-security': 'misuse',
  fraud: 'social',
  vulnerable: 'error',
  other: 'unknown',
  test: 'unknown',
};

/** The action that a class mostly is; the class says less than VERIS asks, so this is for totals and not for single incidents. */
export const verisOf = (rsit: RsitClass | null): VerisAction => (rsit === null ? 'unknown' : VERIS[rsit]);
