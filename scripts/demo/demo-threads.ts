/** What the demo tenant writes about: threads of activity, each told in several reports. All names are invented. */
import type { SourceName } from './demo-sources.js';

export interface Thread {
  /** What analysts call it. */
  readonly name: string;
  /** STIX report types of its reports. */
  readonly types: readonly string[];
  readonly sector: string;
  /** How it gets in. */
  readonly entry: string;
  /** What it does there. */
  readonly effect: string;
  /** Where it went next. */
  readonly next: string;
  /** What worked against it. */
  readonly remedy: string;
  readonly techniques: readonly string[];
  /** ATT&CK tactics, as kill-chain phases. */
  readonly phases: readonly string[];
  readonly sources: readonly SourceName[];
}

type Row = [
  name: string,
  types: string,
  sector: string,
  entry: string,
  effect: string,
  next: string,
  remedy: string,
  techniques: string,
  phases: string,
  sources: SourceName[],
];

const ROWS: readonly Row[] = [
  ['Amber Quarry loader', 'malware threat-report', 'retail', 'invoices with a disk image attached', 'fetches a second stage and waits for weekends', 'food wholesalers', 'blocking disk images at the mail gateway', 'T1566.001 T1553.005 T1204.002', 'initial-access execution', ['harbour', 'mailtrap']],
  ['Tin Lantern', 'intrusion-set campaign', 'regional government', 'a stolen contractor account without a second factor', 'copies planning files at night', 'two neighbouring councils', 'a second factor for every contractor', 'T1078.002 T1213 T1048', 'initial-access collection exfiltration', ['council', 'police']],
  ['Cold Ferry ransomware', 'malware', 'ports and shipping', 'an exposed remote desktop gateway', 'encrypts terminal scheduling and deletes the backups', 'a rail freight operator', 'offline backups tested every month', 'T1133 T1486 T1490', 'initial-access impact', ['harbour', 'rail']],
  ['Paper Kestrel', 'threat-actor', 'think tanks', 'interview requests from look-alike domains', 'collects mailbox rules and drafts', 'journalists on the same desk', 'taking down look-alike domains within a day', 'T1566.002 T1114.003 T1583.001', 'initial-access collection', ['mailtrap', 'partner']],
  ['Salt Circuit', 'campaign', 'energy', 'a supplier portal with shared passwords', 'maps engineering workstations', 'a district heating company', 'separating supplier access from engineering networks', 'T1199 T1018 T0846', 'initial-access discovery', ['grid', 'signals']],
  ['Moth Ledger', 'malware', 'banking', 'a browser extension that reads payment pages', 'replaces account numbers before they are sent', 'online brokers', 'an allow-list of browser extensions', 'T1176 T1185 T1565.002', 'persistence collection impact', ['banks', 'vendor']],
  ['Blue Spindle', 'intrusion-set', 'defence suppliers', 'a flaw in a file transfer appliance', 'stages archives under the web root', 'a shipyard', 'taking the appliance off the internet until patched', 'T1190 T1560.001 T1567', 'initial-access collection exfiltration', ['signals', 'vendor']],
  ['Granite Owl', 'threat-actor', 'telecoms', 'valid accounts bought from a broker', 'reads call records through an admin console', 'a roaming hub', 'alerting on admin sessions from new networks', 'T1078 T1213 T1589.001', 'initial-access collection', ['signals', 'forum']],
  ['Open Valve', 'campaign', 'water supply', 'remote maintenance tools left on', 'changes set points and leaves a note', 'three pumping stations', 'switching remote maintenance on by request only', 'T0886 T0831 T1219', 'initial-access impact', ['grid', 'council']],
  ['Parcel Echo', 'campaign', 'logistics', 'delivery notices by text message', 'installs a banking trojan on phones', 'pharmacies', 'blocking the sender names with the carriers', 'T1660 T1417 T1636.004', 'initial-access credential-access', ['mailtrap', 'banks']],
  ['Rust Choir botnet', 'malware', 'small internet providers', 'default passwords of cameras', 'floods name servers in short bursts', 'an election information site', 'rate limits at the exchange point', 'T1078.001 T1498.002 T1583.005', 'initial-access impact', ['exchange', 'vendor']],
  ['Velvet Anchor', 'intrusion-set', 'maritime insurance', 'a poisoned tender document', 'keeps a foothold in the document system', 'a classification society', 'opening tenders in a detached viewer', 'T1566.001 T1203 T1505.003', 'initial-access persistence', ['harbour', 'partner']],
  ['Copper Thimble', 'tool malware', 'manufacturing', 'pirated design software', 'steals browser sessions', 'a tooling cooperative', 'short session lifetimes for cloud consoles', 'T1189 T1539 T1555.003', 'initial-access credential-access', ['vendor', 'forum']],
  ['Quiet Orchard', 'campaign', 'agriculture', 'a compromised update of a farm planner', 'fingerprints machines and waits', 'seed traders', 'pinning the vendor certificate', 'T1195.002 T1082 T1071.001', 'initial-access discovery command-and-control', ['partner', 'vendor']],
  ['Night Tram', 'intrusion-set', 'public transport', 'password spraying against mail', 'reads shift plans and badge lists', 'an airport operator', 'refusing legacy mail protocols', 'T1110.003 T1114.002 T1087.002', 'credential-access collection', ['rail', 'police']],
  ['Glass Meridian', 'vulnerability', 'hospitals', 'a flaw in an imaging server', 'exposes patient lists without a login', 'a laboratory group', 'moving imaging servers behind a gateway', 'T1190 T1530', 'initial-access collection', ['health', 'exchange']],
  ['Ember Post', 'campaign', 'universities', 'library renewal mails', 'resells access to journals and mailboxes', 'student unions', 'phishing-resistant keys for staff', 'T1566.002 T1056.003 T1586.002', 'initial-access credential-access', ['mailtrap', 'forum']],
  ['Iron Sparrow wiper', 'malware', 'broadcasting', 'a scheduled task pushed by group policy', 'overwrites disks before the evening news', 'a newspaper printer', 'two-person approval for policy changes', 'T1484.001 T1053.005 T1561.002', 'privilege-escalation impact', ['partner', 'signals']],
  ['Silver Hedge', 'threat-actor', 'private equity', 'calls to the service desk with voice cloning', 'resets second factors and moves funds', 'law firms', 'calling back on a known number', 'T1566.004 T1656 T1556.006', 'initial-access credential-access', ['banks', 'police']],
  ['Deep Cistern', 'intrusion-set', 'chemicals', 'a maintenance laptop shared between sites', 'reads controller projects', 'a tank farm', 'signed projects and locked controllers', 'T0847 T0845 T0811', 'initial-access collection', ['grid', 'signals']],
  ['Lark Market', 'campaign', 'online shops', 'a script added to the checkout', 'copies card data to a font host', 'ticket sellers', 'integrity hashes on checkout scripts', 'T1059.007 T1056.003 T1608.001', 'execution collection', ['banks', 'exchange']],
  ['Chalk Harbour', 'campaign', 'customs', 'forged manifests from a hacked broker', 'hides containers from inspection', 'a second port', 'comparing manifests with carrier data', 'T1078 T1565.001', 'initial-access impact', ['harbour', 'police']],
  ['Winter Abacus', 'malware', 'accounting firms', 'a trojanised tax form filler', 'sends client folders to a storage service', 'payroll offices', 'blocking unsanctioned storage services', 'T1195.002 T1567.002 T1074.001', 'initial-access exfiltration', ['mailtrap', 'vendor']],
  ['Thorn Relay', 'tool', 'hosting companies', 'a forgotten test panel', 'turns servers into relays for other actors', 'a game network', 'scanning own ranges for panels every week', 'T1133 T1090.003 T1584.004', 'initial-access command-and-control', ['exchange', 'forum']],
  ['Pale Compass', 'intrusion-set', 'foreign ministries', 'a meeting agenda with a remote template', 'takes screenshots during calls', 'an embassy guest network', 'refusing remote templates by policy', 'T1221 T1113 T1123', 'initial-access collection', ['signals', 'partner']],
  ['Hollow Reed', 'vulnerability', 'cloud services', 'tokens written to build logs', 'starts machines for mining', 'a weather service', 'short-lived build credentials', 'T1552.001 T1578.002 T1496', 'credential-access impact', ['vendor', 'exchange']],
  ['Red Cartwheel', 'campaign', 'payment processors', 'bribed staff of a call centre', 'lowers fraud limits for an hour', 'fuel card issuers', 'limits that only two people can change', 'T1078 T1657', 'initial-access impact', ['banks', 'police']],
  ['Stone Plover', 'threat-actor', 'satellite operators', 'a conference registration page', 'steals ground station schedules', 'an earth observation start-up', 'separate identities for ground stations', 'T1566.002 T1589.002 T1213.002', 'reconnaissance collection', ['signals', 'partner']],
  ['Green Loom', 'malware', 'textile industry', 'spare part catalogues on removable media', 'spreads between air-gapped looms', 'a dye works', 'reading media on a dedicated station', 'T1091 T1052.001 T1025', 'lateral-movement exfiltration', ['partner', 'vendor']],
  ['Broken Sextant', 'campaign', 'coastal radar', 'false position messages', 'shows ships where there are none', 'a fishing fleet', 'checking positions against radar', 'T0856 T0832', 'impair-process-control impact', ['harbour', 'signals']],
];

const words = (text: string): readonly string[] => text.split(' ');

export const threads: readonly Thread[] = ROWS.map(
  ([name, types, sector, entry, effect, next, remedy, techniques, phases, sources]) => ({
    name,
    types: words(types),
    sector,
    entry,
    effect,
    next,
    remedy,
    techniques: words(techniques),
    phases: words(phases),
    sources,
  }),
);
