/** A SOC manager imports the incidents of another system: every row is accounted for, and a second import changes nothing. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { startTestApplication, type TestApplication } from '../spec/application.js';

const LOG = path.resolve(process.env.LEDGER_SHARED ?? '../shared', 'data/incidents/servicenow-incident-event-log-sample.csv');

interface Answer {
  readonly status: number;
  // Each story knows the shape it asked for.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any;
}

describe('importing incidents', function () {
  this.timeout(120_000);
  let app: TestApplication;
  before(async () => {
    app = await startTestApplication();
  });
  after(() => app?.stop());

  const manager = (tenant: string) => app.token({ tenant, sub: 'sam', roles: ['soc_manager'] });
  const send = async (token: string, body: string | Buffer, query: Record<string, string>, type = 'text/csv'): Promise<Answer> => {
    const response = await fetch(`${app.url}/api/v1/incidents/import?${new URLSearchParams(query).toString()}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': type },
      body,
    });
    return { status: response.status, body: await response.json() };
  };

  it('accounts for every row of a real log, and changes nothing the second time', async function () {
    if (!existsSync(LOG)) this.skip();
    const sam = await manager('log');
    const started = performance.now(); const c0 = process.cpuUsage();
    const { status, body } = await send(sam, readFileSync(LOG), { mapping: 'servicenow-audit', name: 'log.csv' });
    console.log(status, JSON.stringify(body).slice(0, 1500), performance.now() - started, process.cpuUsage(c0));
    const again = await send(sam, readFileSync(LOG), { mapping: 'servicenow-audit', name: 'log.csv' });
    console.log(status, JSON.stringify(again.body).slice(0, 1500));
  });
});
