/** STIX 2.1 §10: open vocabularies, from which values should come, and enumerations, from which they must. */

const terms = (list: string): ReadonlySet<string> => new Set(list.split(' '));

export const OPEN_VOCABULARIES = {
  'account-type-ov': terms('facebook ldap nis openid radius skype tacacs twitter unix windows-local windows-domain'),
  'attack-motivation-ov': terms(
    'accidental coercion dominance ideology notoriety organizational-gain personal-gain personal-satisfaction revenge unpredictable',
  ),
  'attack-resource-level-ov': terms('individual club contest team organization government'),
  'grouping-context-ov': terms('suspicious-activity malware-analysis unspecified'),
  'identity-class-ov': terms('individual group system organization class unknown'),
  'implementation-language-ov': terms(
    'applescript bash c c++ c# go java javascript lua objective-c perl php powershell python ruby scala swift typescript ' +
      'visual-basic x86-32 x86-64',
  ),
  'indicator-type-ov': terms('anomalous-activity anonymization attribution benign compromised malicious-activity unknown'),
  'industry-sector-ov': terms(
    'agriculture aerospace automotive chemical commercial communications construction dams defense education ' +
      'emergency-services energy entertainment financial-services government government-local government-national ' +
      'government-public-services government-regional healthcare hospitality-leisure infrastructure insurance manufacturing ' +
      'mining non-profit nuclear pharmaceuticals retail technology telecommunications transportation utilities water',
  ),
  'infrastructure-type-ov': terms(
    'amplification anonymization botnet command-and-control control-system exfiltration firewall hosting-malware ' +
      'hosting-target-lists phishing reconnaissance routers-switches staging unknown workstation',
  ),
  'malware-capabilities-ov': terms(
    'accesses-remote-machines anti-debugging anti-disassembly anti-emulation anti-memory-forensics anti-sandbox anti-vm ' +
      'captures-input-peripherals captures-output-peripherals captures-system-state-data cleans-traces-of-infection ' +
      'commits-fraud communicates-with-c2 compromises-data-availability compromises-data-integrity ' +
      'compromises-system-availability controls-local-machine degrades-security-software degrades-system-updates ' +
      'determines-c2-server emails-spam escalates-privileges evades-av exfiltrates-data fingerprints-host hides-artifacts ' +
      'hides-executing-code infects-files infects-remote-machines installs-other-components persists-after-system-reboot ' +
      'prevents-artifact-access prevents-artifact-deletion probes-network-environment self-modifies ' +
      'steals-authentication-credentials violates-system-operational-integrity',
  ),
  'malware-result-ov': terms('malicious suspicious benign unknown'),
  'malware-type-ov': terms(
    'adware backdoor bot bootkit ddos downloader dropper exploit-kit keylogger ransomware remote-access-trojan ' +
      'resource-exploitation rogue-security-software rootkit screen-capture spyware trojan unknown virus webshell wiper worm',
  ),
  'pattern-type-ov': terms('stix pcre sigma snort suricata yara'),
  'processor-architecture-ov': terms('alpha arm ia-64 mips powerpc sparc x86 x86-64'),
  'region-ov': terms(
    'africa eastern-africa middle-africa northern-africa southern-africa western-africa americas caribbean central-america ' +
      'latin-america-caribbean northern-america south-america asia central-asia eastern-asia southern-asia ' +
      'south-eastern-asia western-asia europe eastern-europe northern-europe southern-europe western-europe oceania ' +
      'antarctica australia-new-zealand melanesia micronesia polynesia',
  ),
  'report-type-ov': terms(
    'attack-pattern campaign identity indicator intrusion-set malware observed-data threat-actor threat-report tool vulnerability',
  ),
  'threat-actor-role-ov': terms(
    'agent director independent infrastructure-architect infrastructure-operator malware-author sponsor',
  ),
  'threat-actor-sophistication-ov': terms('none minimal intermediate advanced expert innovator strategic'),
  'threat-actor-type-ov': terms(
    'activist competitor crime-syndicate criminal hacker insider-accidental insider-disgruntled nation-state sensationalist ' +
      'spy terrorist unknown',
  ),
  'tool-type-ov': terms(
    'denial-of-service exploitation information-gathering network-capture credential-exploitation remote-access ' +
      'vulnerability-scanning unknown',
  ),
  'windows-pebinary-type-ov': terms('dll exe sys'),
} as const;
export type OpenVocabulary = keyof typeof OPEN_VOCABULARIES;

export const ENUMERATIONS = {
  'encryption-algorithm-enum': terms('AES-256-GCM ChaCha20-Poly1305 mime-type-indicated'),
  'extension-type-enum': terms('new-sdo new-sco new-sro property-extension toplevel-property-extension'),
  'network-socket-address-family-enum': terms('AF_UNSPEC AF_INET AF_IPX AF_APPLETALK AF_NETBIOS AF_INET6 AF_IRDA AF_BTH'),
  'network-socket-type-enum': terms('SOCK_STREAM SOCK_DGRAM SOCK_RAW SOCK_RDM SOCK_SEQPACKET'),
  'opinion-enum': terms('strongly-disagree disagree neutral agree strongly-agree'),
  'windows-integrity-level-enum': terms('low medium high system'),
  'windows-registry-datatype-enum': terms(
    'REG_NONE REG_SZ REG_EXPAND_SZ REG_BINARY REG_DWORD REG_DWORD_BIG_ENDIAN REG_DWORD_LITTLE_ENDIAN REG_LINK REG_MULTI_SZ ' +
      'REG_RESOURCE_LIST REG_FULL_RESOURCE_DESCRIPTION REG_RESOURCE_REQUIREMENTS_LIST REG_QWORD REG_INVALID_TYPE',
  ),
  'windows-service-start-type-enum': terms(
    'SERVICE_AUTO_START SERVICE_BOOT_START SERVICE_DEMAND_START SERVICE_DISABLED SERVICE_SYSTEM_ALERT',
  ),
  'windows-service-type-enum': terms(
    'SERVICE_KERNEL_DRIVER SERVICE_FILE_SYSTEM_DRIVER SERVICE_WIN32_OWN_PROCESS SERVICE_WIN32_SHARE_PROCESS',
  ),
  'windows-service-status-enum': terms(
    'SERVICE_CONTINUE_PENDING SERVICE_PAUSE_PENDING SERVICE_PAUSED SERVICE_RUNNING SERVICE_START_PENDING ' +
      'SERVICE_STOP_PENDING SERVICE_STOPPED',
  ),
} as const;
export type Enumeration = keyof typeof ENUMERATIONS;
