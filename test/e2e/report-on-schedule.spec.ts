/** Reports come by themselves: one a period, whoever asks for them, however often, and whenever a process ends. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { CommandBus } from '@nestjs/cqrs';
import type { Subject } from '../../src/access/actor.js';
import { AttackReleases } from '../../src/exchange/attack/attack-releases.js';
import { ChangeIncidentHandler } from '../../src/incidents/incident.commands.js';
import { Clock } from '../../src/ledger/clock.js';
import { ChangeProfile, type ProfileRequest } from '../../src/profiles/profile.commands.js';
import { reportScheduleKind } from '../../src/report-schedules/report-schedule.kind.js';
import { AllReportSchedules } from '../../src/report-schedules/report-schedules.queries.js';
import { ScheduleClock } from '../../src/report-schedules/schedule-clock.js';
import { SocReportGenerator } from '../../src/soc-reports/soc-report.generator.js';
import { SocReportRequests } from '../../src/soc-reports/soc-report.requests.js';
import { startTestApplication, type TestApplication } from '../spec/application.js';

const TENANT = 'acme';
const DAY = 86_400_000;

class SetClock extends Clock {
  at = Date.parse('2026-11-09T12:00:00.000Z');

  now(): Date {
    return new Date(this.at);
  }
}

const manager: Subject = {
  actorId: 'actor-mo',
  actorKind: 'human',
  sub: 'mo',
  tenantId: TENANT,
  orgId: 'soc',
  roles: ['supervisor'],
  clearance: 'SECRET',
  countries: [],
  expiresAt: 0,
};

describe('reports on schedule', function () {
  this.timeout(120_000);
  const clock = new SetClock();
  let app: TestApplication;
  const context = () => ({ subject: manager, commandId: randomUUID(), correlationId: randomUUID() });
  const get = <Part>(part: abstract new (...args: never[]) => Part): Part =>
    app.application.nest.get(part as never, { strict: false });

  /** As another process has it; nothing is warned of. */
  const anotherClock = (): ScheduleClock =>
    new ScheduleClock(
      {
        schedules: get(AllReportSchedules),
        requests: get(SocReportRequests),
        commands: get(CommandBus),
        ledger: app.application.kernel.ledger,
        clock,
      },
      { everyMs: DAY, builtIn: true, warn: (message) => assert.fail(message) },
    );
  const caughtUp = async (): Promise<void> => {
    const { log, readModels } = app.application.kernel;
    const head = (await log.head())!;
    for (const model of ['incidents', 'soc_reports'] as const) assert.ok(await readModels.reached(model, head));
  };
  /** Two processes look at once, twice. */
  const look = async (): Promise<void> => {
    const clocks = [anotherClock(), anotherClock()];
    for (let times = 0; times < 2; times += 1) {
      await caughtUp();
      await Promise.all(clocks.map((one) => one.look()));
    }
    await caughtUp();
  };
  const change = async (request: ProfileRequest) => {
    const { receipt } = await get(CommandBus).execute(new ChangeProfile(reportScheduleKind, request, context()));
    await caughtUp();
    return receipt.id;
  };
  const daily = (name: string) =>
    change({
      kind: 'create',
      input: { name, reportType: 'operational', cadence: 'daily', zone: 'UTC', activeFrom: clock.now().toISOString() },
    });
  /** First days of the periods that a report was asked for of, in order of the log. */
  const asked = async (scheduleId?: string): Promise<readonly string[]> => {
    const found: string[] = [];
    for await (const item of app.application.kernel.log.read(undefined)) {
      if (item.kind !== 'event' || item.recorded.event.type !== 'SocReportRequested') continue;
      const { request } = item.recorded.event.data as { request: Record<string, string> };
      if (scheduleId === undefined) found.push(`${request.reportType} ${request.periodStart.slice(0, 10)}`);
      else if (request.scheduleId === scheduleId) found.push(request.periodStart.slice(0, 10));
    }
    return found;
  };

  before(async () => {
    app = await startTestApplication({ clock, env: { BUILT_IN_REPORTS: '1' } });
    // They are asked for here; that they are made is told elsewhere.
    await get(SocReportGenerator).stop();
    await get(ScheduleClock).stop();
  });
  after(() => app?.stop());

  it('begin by themselves with the first incident of a tenant: five, of the last month, quarter and year', async () => {
    await look();
    assert.deepEqual(await asked(), []);
    const { ledger, instanceKey, blobs } = app.application.kernel;
    await new ChangeIncidentHandler(ledger, clock, instanceKey, new AttackReleases(ledger, blobs)).execute({
      request: { kind: 'open', input: { title: 'Loader on a till', severity: 'high', detectedAt: '2026-10-05T08:00:00.000Z' } },
      context: context(),
    } as never);
    await look();
    assert.deepEqual((await asked()).toSorted(), [
      'detection_coverage 2026-07-01',
      'executive_monthly 2026-10-01',
      'executive_quarterly 2026-07-01',
      'executive_yearly 2025-01-01',
      'sla_performance 2026-10-01',
    ]);
    assert.equal((await get(AllReportSchedules).active()).length, 5);
  });

  it('catch up a week in which nothing ran, and make nothing twice, also when the clock is put back', async () => {
    const id = await daily('Morning figures');
    clock.at += 7 * DAY;
    await look();
    const week = ['09', '10', '11', '12', '13', '14', '15'].map((day) => `2026-11-${day}`);
    assert.deepEqual(await asked(id), week);
    clock.at -= 3 * DAY;
    await look();
    assert.deepEqual(await asked(id), week);
    clock.at += 4 * DAY;
    await look();
    assert.deepEqual(await asked(id), [...week, '2026-11-16']);
    await change({ kind: 'move', verb: 'delete', id });
  });

  it('leave out what ended while the schedule was paused', async () => {
    const id = await daily('Figures with a pause');
    await change({ kind: 'move', verb: 'pause', id });
    clock.at += 3 * DAY;
    await look();
    assert.deepEqual(await asked(id), []);
    await change({ kind: 'move', verb: 'resume', id, data: { activeFrom: clock.now().toISOString() } });
    clock.at += DAY;
    await look();
    assert.deepEqual(await asked(id), ['2026-11-20']);
    await change({ kind: 'move', verb: 'delete', id });
  });

  it('go on with the next process where one was stopped in the middle', async () => {
    const id = await daily('Figures of a fortnight');
    clock.at += 14 * DAY;
    const stopped = anotherClock();
    const looking = stopped.look();
    while ((await asked(id)).length < 2);
    await stopped.stop();
    await looking;
    const before = await asked(id);
    await look();
    const after = await asked(id);
    assert.equal(after.length, 14);
    assert.deepEqual(after.slice(0, before.length), before);
    assert.equal(new Set(after).size, 14);
  });
});
