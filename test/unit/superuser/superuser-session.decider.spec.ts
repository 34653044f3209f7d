/** What may happen in a superuser session, and how a tenant's log comes to tell of it. */
import assert from 'node:assert/strict';
import { superuserSession } from '../../../src/superuser/superuser-session.decider.js';
import { evolve, absent, type OpenedSession } from '../../../src/superuser/superuser-session.record.js';
import type { SuperuserSessionEvent } from '../../../src/superuser/superuser-session.events.js';
import { closed, opened, openedForAcme, opening, scoped } from '../../examples/superuser.js';
import { deciderSpec } from '../../spec/decider-spec.js';

const given = deciderSpec(superuserSession);
const at = '2026-03-01T12:05:00.000Z';
const after = (...events: readonly SuperuserSessionEvent[]) => events.reduce(evolve, absent) as OpenedSession;

describe('a superuser session', () => {
  it('is opened for at most 8 hours, and never into the past', () => {
    given().when({ type: 'Open', opening }).then(opened);
    for (const expiresAt of ['2026-03-01T20:00:00.001Z', '2026-03-01T12:00:00.000Z', '2026-02-28T12:00:00.000Z'])
      given()
        .when({ type: 'Open', opening: { ...opening, expiresAt } })
        .thenRejects('EXPIRY_OUT_OF_RANGE', 'input.expiresAt');
    given()
      .when({ type: 'Open', opening: { ...opening, expiresAt: '2026-03-01T20:00:00.000Z' } })
      .then({ type: 'SuperuserSessionOpened', data: { ...opening, expiresAt: '2026-03-01T20:00:00.000Z', log: 'system' } });
  });

  it('tells of each tenant and kind of query once', () => {
    const read = { type: 'Scope', tenant: 'acme', queries: ['search', 'me', 'search'], at } as const;
    given(opened).when(read).then(scoped('acme', 'search'), scoped('acme', 'me'));
    given(opened, scoped('acme', 'search')).when(read).then(scoped('acme', 'me'));
    given(opened, scoped('acme', 'search'), scoped('acme', 'me')).when(read).thenNothing();
    given(opened, scoped('acme', 'me'), scoped('acme', 'search'))
      .when({ ...read, tenant: 'borealis' })
      .then(scoped('borealis', 'search'), scoped('borealis', 'me'));
  });

  it('reads nothing after its end, and no tenant that it does not name', () => {
    const read = { type: 'Scope', tenant: 'acme', queries: ['search'], at } as const;
    given(opened, closed).when(read).thenRejects('FORBIDDEN');
    given(opened)
      .when({ ...read, at: opening.expiresAt })
      .thenRejects('FORBIDDEN');
    given(opened)
      .when({ ...read, tenant: 'cygnus' })
      .thenRejects('FORBIDDEN');
  });

  it('is closed once', () => {
    given(opened).when({ type: 'Close', at: '2026-03-01T13:00:00.000Z' }).then(closed);
    given(opened, closed).when({ type: 'Close', at }).thenNothing();
  });

  it('stands on the log of a tenant with what concerns that tenant alone, however far the copy came before', () => {
    const whole = [opened, scoped('acme', 'search'), scoped('borealis', 'search'), scoped('acme', 'me'), closed];
    const mirror = { type: 'Mirror', session: after(...whole), tenant: 'acme' } as const;
    const copy = [openedForAcme, scoped('acme', 'search'), scoped('acme', 'me'), closed];
    for (let length = 0; length < copy.length; length += 1)
      given(...copy.slice(0, length))
        .when(mirror)
        .then(...copy.slice(length));
    given(...copy)
      .when(mirror)
      .thenNothing();
    assert.ok(!JSON.stringify(after(...copy)).includes('borealis'));
  });
});
