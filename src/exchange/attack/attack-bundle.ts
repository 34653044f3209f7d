/** Takes a release of ATT&CK apart: MITRE's STIX 2.1 bundle (attack-stix-data) or STIX 2.0 objects (cti), as far as technique ids need it. */
import { z } from 'zod';
import type { AttackDomain } from '../../attack-patterns/attack-pattern.events.js';
import { invalidInput } from '../../graphql/arguments.js';
import { TechniqueId } from '../../intel-reports/intel-report.events.js';
import { JsonSyntaxError } from '../../json/json-syntax-error.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../../json/json-value.js';
import { readJson } from '../../json/strict-json.js';
import { LedgerError } from '../../ledger/errors.js';
import { line, Term } from '../../ledger/text.js';
import type { AttackIndex, AttackTactic, AttackTechnique } from './attack-index.measure.js';
import { type ReleaseName, ReleaseVersion } from './attack-release.events.js';

/** What the bundle does not say by itself. */
export type GivenRelease = Partial<ReleaseName>;

const DOMAINS: Readonly<Record<AttackDomain, { readonly chain: string; readonly domain: string; readonly title: RegExp }>> = {
  enterprise: { chain: 'mitre-attack', domain: 'enterprise-attack', title: /\benterprise\b/i },
  ics: { chain: 'mitre-ics-attack', domain: 'ics-attack', title: /\bics\b/i },
  mobile: { chain: 'mitre-mobile-attack', domain: 'mobile-attack', title: /\bmobile\b/i },
};
const ALL = Object.keys(DOMAINS) as AttackDomain[];
/** The sources that MITRE's ids are external ids of. */
const SOURCES: readonly string[] = ALL.map((domain) => DOMAINS[domain].chain);
const MAX_DEPTH = 64;
const MAX_OBJECTS = 250_000;

/** What MITRE's terms of use ask for, where the bundle itself carries no statement. */
const NOTICE =
  '© The MITRE Corporation. This work is reproduced and distributed with the permission of The MITRE Corporation. MITRE ATT&CK and ATT&CK are registered trademarks of The MITRE Corporation.';

const Reference = z.looseObject({ source_name: z.string(), external_id: z.string().optional() });
const Common = {
  id: line(300),
  modified: z.string().default(''),
  revoked: z.boolean().default(false),
  x_mitre_deprecated: z.boolean().default(false),
  external_references: z.array(Reference).default([]),
};
const Phase = z.looseObject({ kill_chain_name: z.string(), phase_name: Term });
const Technique = z.looseObject({
  ...Common,
  name: line(500),
  kill_chain_phases: z.array(Phase).default([]),
  x_mitre_platforms: z.array(line(200)).max(100).default([]),
  x_mitre_domains: z.array(z.string()).optional(),
});
type Technique = z.output<typeof Technique>;
const Tactic = z.looseObject({ ...Common, name: line(200), x_mitre_shortname: Term });
type Tactic = z.output<typeof Tactic>;
const Matrix = z.looseObject({ ...Common, tactic_refs: z.array(z.string()) });
const Collection = z.looseObject({
  ...Common,
  name: line(300),
  x_mitre_version: ReleaseVersion,
  x_mitre_attack_spec_version: line(50).optional(),
});
type Collection = z.output<typeof Collection>;
const Revocation = z.looseObject({ ...Common, source_ref: z.string(), target_ref: z.string() });
const Statement = z.looseObject({ ...Common, definition: z.looseObject({ statement: line(5_000) }) });

/** The objects of one kind, of each id its newest version. */
class Objects<T extends { readonly id: string; readonly modified: string }> {
  readonly byId = new Map<string, T>();

  add(object: T): void {
    const known = this.byId.get(object.id);
    if (!known || known.modified <= object.modified) this.byId.set(object.id, object);
  }
  get all(): readonly T[] {
    return [...this.byId.values()];
  }
}

class Contents {
  readonly techniques = new Objects<Technique>();
  readonly tactics = new Objects<Tactic>();
  readonly matrices = new Objects<z.output<typeof Matrix>>();
  readonly collections = new Objects<Collection>();
  readonly revocations = new Objects<z.output<typeof Revocation>>();
  readonly statements = new Objects<z.output<typeof Statement>>();

  constructor(private readonly file: string) {}

  add(value: JsonValue, index: number): void {
    if (!isJsonObject(value) || typeof value['type'] !== 'string')
      throw invalidInput([{ path: `${this.file}, objects[${index}]`, message: 'is no STIX object: it has no "type"' }]);
    switch (value['type']) {
      case 'attack-pattern':
        return this.techniques.add(this.parsed(Technique, value, index));
      case 'x-mitre-tactic':
        return this.tactics.add(this.parsed(Tactic, value, index));
      case 'x-mitre-matrix':
        return this.matrices.add(this.parsed(Matrix, value, index));
      case 'x-mitre-collection':
        return this.collections.add(this.parsed(Collection, value, index));
      case 'relationship':
        if (value['relationship_type'] === 'revoked-by') this.revocations.add(this.parsed(Revocation, value, index));
        return;
      case 'marking-definition':
        if (value['definition_type'] === 'statement') this.statements.add(this.parsed(Statement, value, index));
    }
  }

  private parsed<Schema extends z.ZodType>(schema: Schema, value: JsonObject, index: number): z.output<Schema> {
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    const id = typeof value['id'] === 'string' ? ` (${value['id']})` : '';
    throw invalidInput(
      parsed.error.issues
        .slice(0, 10)
        .map(({ path, message }) => ({ path: `${this.file}, objects[${index}]${id} ${path.join('.')}`, message })),
    );
  }
}

const refuse = (file: string, message: string): never => {
  throw new LedgerError('INVALID_INPUT', `${file}: ${message}`, { fields: [{ path: file, message }] });
};

const objectsOf = (source: Uint8Array, file: string): readonly JsonValue[] => {
  try {
    const { value } = readJson(source, { maxDepth: MAX_DEPTH, elementsOf: 'objects', maxElements: MAX_OBJECTS });
    if (isJsonObject(value) && Array.isArray(value['objects'])) return value['objects'];
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    return refuse(file, `it is not valid JSON, line ${error.line}, column ${error.column}: ${error.message}`);
  }
  return refuse(file, 'it is no STIX bundle: it has no "objects". Give a bundle of ATT&CK, such as enterprise-attack.json.');
};

const externalIdOf = ({ external_references }: Technique | Tactic): string | undefined =>
  external_references.find(({ source_name, external_id }) => SOURCES.includes(source_name) && external_id !== undefined)
    ?.external_id;

/** MITRE's collections are named after their domain; without one, the kill chain of the techniques tells. */
const domainOf = (file: string, collection: Collection | undefined, given: GivenRelease, contents: Contents): AttackDomain => {
  const said = collection && ALL.find((domain) => DOMAINS[domain].title.test(collection.name));
  if (said && given.domain && said !== given.domain)
    return refuse(file, `it is the ${said} release (${collection.name}), not ${given.domain}.`);
  const known = said ?? given.domain;
  if (known) return known;
  const chains = new Set(
    contents.techniques.all.flatMap(({ kill_chain_phases }) => kill_chain_phases.map(({ kill_chain_name }) => kill_chain_name)),
  );
  const found = ALL.filter((domain) => chains.has(DOMAINS[domain].chain));
  if (found.length === 1) return found[0];
  return refuse(
    file,
    found.length === 0
      ? `it holds no techniques of ATT&CK: no kill chain ${SOURCES.join(', ')}.`
      : `it holds techniques of ${found.join(' and ')}. Load one domain at a time, or name it with domain.`,
  );
};

const versionOf = (file: string, collection: Collection | undefined, given: GivenRelease): string => {
  const said = collection?.x_mitre_version;
  if (said !== undefined && given.version !== undefined && said !== given.version)
    return refuse(file, `it is release ${said}, not ${given.version}.`);
  return (
    said ?? given.version ?? refuse(file, 'it does not say which release it is (no x-mitre-collection). Name it with version.')
  );
};

const isOf = (domain: AttackDomain, { x_mitre_domains, kill_chain_phases }: Technique): boolean =>
  x_mitre_domains?.includes(DOMAINS[domain].domain) ??
  (kill_chain_phases.length === 0 || kill_chain_phases.some(({ kill_chain_name }) => kill_chain_name === DOMAINS[domain].chain));

const techniqueOf = (id: string, domain: AttackDomain, technique: Technique, contents: Contents): AttackTechnique => {
  const { chain } = DOMAINS[domain];
  const next = contents.revocations.all.find(({ source_ref }) => source_ref === technique.id)?.target_ref;
  const successor = next === undefined ? undefined : contents.techniques.byId.get(next);
  return {
    id,
    name: technique.name,
    tactics: [
      ...new Set(
        technique.kill_chain_phases.flatMap(({ kill_chain_name, phase_name }) => (kill_chain_name === chain ? [phase_name] : [])),
      ),
    ],
    platforms: technique.x_mitre_platforms,
    revoked: technique.revoked,
    revokedBy: (technique.revoked && successor && externalIdOf(successor)) || null,
    deprecated: technique.x_mitre_deprecated,
    subtechniqueOf: id.includes('.') ? id.slice(0, id.indexOf('.')) : null,
  };
};

const techniquesOf = (file: string, domain: AttackDomain, contents: Contents): readonly AttackTechnique[] => {
  const byId = new Map<string, AttackTechnique>();
  for (const object of contents.techniques.all.filter((technique) => isOf(domain, technique))) {
    const id = externalIdOf(object);
    const gone = object.revoked || object.x_mitre_deprecated;
    if (id === undefined && gone) continue;
    if (!TechniqueId.safeParse(id).success)
      return refuse(
        file,
        `${object.id} (${object.name}) has no ATT&CK id: an external reference of ${SOURCES.join(', ')} such as T1566.001.`,
      );
    const known = byId.get(id!);
    const stands = known && !known.revoked && !known.deprecated;
    if (stands && !gone) return refuse(file, `two techniques have the id ${id}: ${known.name} and ${object.name}.`);
    if (!stands) byId.set(id!, techniqueOf(id!, domain, object, contents));
  }
  if (byId.size === 0) return refuse(file, `it holds no techniques of ATT&CK for ${domain}.`);
  return [...byId.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
};

/** In the order of the matrices; those of no matrix last. */
const tacticsOf = ({ tactics, matrices }: Contents): readonly AttackTactic[] => {
  const order = matrices.all.flatMap(({ tactic_refs }) => tactic_refs);
  const place = ({ id }: Tactic): number => (order.includes(id) ? order.indexOf(id) : order.length);
  return tactics.all
    .filter(({ revoked, x_mitre_deprecated }) => !revoked && !x_mitre_deprecated)
    .toSorted((a, b) => place(a) - place(b))
    .flatMap((tactic) => {
      const id = externalIdOf(tactic);
      return id === undefined ? [] : [{ id, name: tactic.name, shortName: tactic.x_mitre_shortname }];
    });
};

/**
 * Reads a release of ATT&CK for one domain; the same objects in any order give the same index.
 * @param file what to call it in errors.
 * @throws LedgerError INVALID_INPUT naming the file and the place, or the object, at fault.
 */
export const readRelease = (source: Uint8Array, file: string, given: GivenRelease): AttackIndex => {
  const contents = new Contents(file);
  for (const [index, object] of objectsOf(source, file).entries()) contents.add(object, index);
  const collections = contents.collections.all;
  if (collections.length > 1)
    return refuse(
      file,
      `it holds ${collections.length} releases (${collections.map(({ name, x_mitre_version }) => `${name} ${x_mitre_version}`).join(', ')}). Load one at a time.`,
    );
  const [collection] = collections;
  const domain = domainOf(file, collection, given, contents);
  const statements = [...new Set(contents.statements.all.map(({ definition }) => definition.statement))].toSorted();
  return {
    domain,
    version: versionOf(file, collection, given),
    spec: collection?.x_mitre_attack_spec_version ?? null,
    notice: statements.length > 0 ? statements : [NOTICE],
    tactics: tacticsOf(contents),
    techniques: techniquesOf(file, domain, contents),
  };
};
