/** STIX objects as they arrive, named for the stories. */
import type { StixObjectCommand } from '../../src/exchange/stix/stix-object.decider.js';
import type { StixObjectEvent, StixOrigin } from '../../src/exchange/stix/stix-object.events.js';
import { partnerFeed } from './actors.js';
import { amber, green } from './marking.js';

export const hash = (digit: string): string => digit.repeat(64);
export const importId = '9d1f3c52-6b0e-4a0c-8f5e-0a4c1b7e2d10';

export const originOf = (id: string, modified: string, revoked = false): StixOrigin => ({
  id,
  created: '2026-01-02T08:00:00.000Z',
  modified,
  specVersion: '2.1',
  revoked,
});

type Received = Omit<Extract<StixObjectCommand, { type: 'Receive' }>, 'type'>;

export const malware: Received = {
  stixId: 'malware--0c7b5b88-8ff7-4a4d-aa9d-feb398cd0061',
  stixType: 'malware',
  specVersion: '2.1',
  created: '2026-01-02T08:00:00.000Z',
  modified: '2026-01-02T08:00:00.000Z',
  sha256: hash('a'),
  text: '{"type":"malware","id":"malware--0c7b5b88-8ff7-4a4d-aa9d-feb398cd0061"}',
  marking: green,
  importId,
  receivedBy: partnerFeed,
};
export const address: Received = {
  ...malware,
  stixId: 'ipv4-addr--ff26c055-6336-5bc5-b98d-13d6226742dd',
  stixType: 'ipv4-addr',
  created: null,
  modified: null,
  text: '{"type":"ipv4-addr","id":"ipv4-addr--ff26c055-6336-5bc5-b98d-13d6226742dd","value":"198.51.100.3"}',
};
/** Too long for an event: its text lies in a blob. */
export const longReport: Received = {
  ...malware,
  stixId: 'report--84e4d88f-44ea-4bcd-bbf3-b2c1c320bcb3',
  stixType: 'report',
  text: { sha256: hash('e'), length: 90_000, mediaType: 'application/stix+json;version=2.1' },
  marking: amber,
};

/** The same object with other content, which its hash tells. */
export const withContent = (object: Received, digit: string, modified = object.modified): Received => ({
  ...object,
  modified,
  sha256: hash(digit),
  text: `{"content":"${digit}"}`,
});

export const receive = (object: Received): StixObjectCommand => ({ type: 'Receive', ...object });
export const received = (object: Received, late = false): StixObjectEvent => ({
  type: 'StixObjectReceived',
  data: { ...object, late },
});
export const conflicted = (object: Received): StixObjectEvent => ({ type: 'StixObjectConflicted', data: object });
export const creatorNamed: StixObjectEvent = {
  type: 'StixCreatorNamed',
  data: { stixId: 'identity--f431f809-377b-45e0-aa1c-6a4751cae5ff', importId },
};
export const awaited: StixObjectEvent = {
  type: 'StixObjectAwaited',
  data: {
    stixId: 'campaign--f431f809-377b-45e0-aa1c-6a4751cae5ff',
    relationships: ['relationship--0c7b5b88-8ff7-4a4d-aa9d-feb398cd0061'],
    importId,
  },
};
