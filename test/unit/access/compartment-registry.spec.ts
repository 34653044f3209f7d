/** The registry of compartments sees new ones at once and keeps subjects apart. */
import assert from 'node:assert/strict';
import type { Pool } from 'pg';
import type { Subject } from '../../../src/access/actor.js';
import { CompartmentRegistry, type Visible } from '../../../src/access/compartment-registry.js';
import { compartmentOf } from '../../../src/access/compartment.js';
import type { Marking } from '../../../src/access/marking.js';
import { migrate } from '../../../src/app-schema/migrate.js';
import { createPool } from '../../../src/postgres/pool.js';
import { Reader } from '../../../src/postgres/reader.js';
import { amber, redFor, secret } from '../../examples/marking.js';
import { freshDatabase, type FreshDatabase } from '../../spec/stores.js';

const subject = (changes: Partial<Subject> = {}): Subject => ({
  actorId: 'ann',
  actorKind: 'human',
  sub: 'ann',
  tenantId: 'north',
  orgId: 'alpha',
  roles: ['analyst'],
  clearance: 'SECRET',
  countries: ['GB'],
  expiresAt: 0,
  ...changes,
});

describe('the registry of compartments', function () {
  this.timeout(60_000);
  let database: FreshDatabase;
  let pool: Pool;
  let reader: Reader;
  let registry: CompartmentRegistry;
  before(async () => {
    database = await freshDatabase();
    await migrate(database.url);
    pool = createPool(database.url, { max: 4, name: 'registry', onError: () => undefined });
    reader = new Reader(database.url, { max: 4, name: 'registry', onError: () => undefined });
  });
  beforeEach(async () => {
    await pool.query('delete from app.compartment');
    registry = new CompartmentRegistry(reader);
  });
  after(async () => {
    await reader?.end();
    await pool?.end();
    await database?.drop();
  });

  const add = async (marking: Marking, tenantId = 'north'): Promise<string> => {
    const aclId = compartmentOf({ tenantId, ownerOrganisation: 'alpha', marking });
    await pool.query(
      'insert into app.compartment (acl_id, tenant_id, owner_organisation, marking) values ($1, $2, $3, $4) on conflict do nothing',
      [aclId, tenantId, 'alpha', JSON.stringify(marking)],
    );
    return aclId;
  };
  const seenBy = (who: Subject): Promise<readonly string[]> =>
    registry.read(who, async (visible: Visible) => {
      const { rows } = await pool.query('select max(seq) as seq from app.compartment where tenant_id = $1', [who.tenantId]);
      return { seq: rows[0].seq, answer: visible.aclIds };
    });

  it('shows nothing while there is nothing', async () => assert.deepEqual(await seenBy(subject()), []));

  it('shows a new compartment with the next question', async () => {
    const first = await add(amber);
    assert.deepEqual(await seenBy(subject()), [first]);
    const second = await add(secret);
    assert.deepEqual(await seenBy(subject()), [first, second]);
  });

  it('asks again when a compartment appears while the query runs', async () => {
    await add(amber);
    let runs = 0;
    const answer = await registry.read(subject(), async (visible) => {
      runs += 1;
      if (runs === 2) await add(secret);
      const { rows } = await pool.query('select max(seq) as seq from app.compartment where tenant_id = $1', ['north']);
      return { seq: rows[0].seq, answer: visible.aclIds.length };
    });
    assert.deepEqual([answer, runs], [2, 3]);
  });

  it('keeps subjects apart that differ in anything the policy looks at', async () => {
    const [open, high, red] = [await add(amber), await add(secret), await add(redFor('ann'))];
    await add(amber, 'south');
    assert.deepEqual(await seenBy(subject()), [open, high, red]);
    assert.deepEqual(await seenBy(subject({ actorId: 'ben' })), [open, high]);
    assert.deepEqual(await seenBy(subject({ clearance: 'RESTRICTED' })), [open]);
    assert.deepEqual(await seenBy(subject({ countries: [] })), [open, red]);
    assert.deepEqual(await seenBy(subject({ orgId: 'beta' })), [open, high, red]);
    assert.deepEqual(await seenBy(subject({ tenantId: 'south' })), [
      compartmentOf({ tenantId: 'south', ownerOrganisation: 'alpha', marking: amber }),
    ]);
    assert.deepEqual(await seenBy(subject()), [open, high, red]);
  });

  it('gives each of many askers at once the whole answer, and no compartment twice', async () => {
    const ids = [await add(amber), await add(secret), await add(redFor('ann'))];
    for (const answer of await Promise.all(Array.from({ length: 20 }, () => seenBy(subject())))) assert.deepEqual(answer, ids);
  });
});
