/** Readiness of the stores and the lag of each projection. */
import type { Kernel } from '../kernel.js';
import type { HealthReport } from './health.schemas.js';

type ProjectionHealth = HealthReport['projections'][number];

const BEHIND_MS = 10_000;
const WAIT_MS = 3_000;

const answersInTime = async (call: Promise<unknown>): Promise<boolean> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), WAIT_MS);
  });
  try {
    return await Promise.race([call.then(() => true), late]);
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
};

export class Health {
  constructor(private readonly kernel: Kernel) {}

  async report(): Promise<HealthReport> {
    const { kernel } = this;
    const [eventStore, database] = await Promise.all([
      answersInTime(kernel.log.head()),
      answersInTime(kernel.pool.query('select 1')),
    ]);
    const projections = database ? await this.projections() : [];
    const running = kernel.projector?.clockSkew();
    const healthy =
      eventStore && database && projections.every(({ state }) => state === 'ok' || state === 'behind') && !running?.skewed;
    return {
      status: healthy ? 'ok' : 'red',
      eventStore: eventStore ? 'ok' : 'unreachable',
      database: database ? 'ok' : 'unreachable',
      clockSkewMs: running?.skewMs ?? 0,
      projections,
    };
  }

  /** Prometheus text exposition format 0.0.4. No label tells one tenant from another. */
  async metrics(): Promise<string> {
    const { projections, status } = await this.report();
    const memory = process.memoryUsage();
    const lines = [
      '# TYPE ledger_ready gauge',
      `ledger_ready ${Number(status === 'ok')}`,
      '# TYPE ledger_projection_lag_seconds gauge',
      ...projections.map(({ name, lagMs }) => `ledger_projection_lag_seconds{projection="${name}"} ${lagMs / 1000}`),
      '# TYPE ledger_projection_stopped gauge',
      ...projections.map(({ name, state }) => `ledger_projection_stopped{projection="${name}"} ${Number(state === 'stopped')}`),
      '# TYPE process_resident_memory_bytes gauge',
      `process_resident_memory_bytes ${memory.rss}`,
      '# TYPE process_cpu_seconds_total counter',
      `process_cpu_seconds_total ${(process.cpuUsage().user + process.cpuUsage().system) / 1e6}`,
      '# TYPE process_start_time_seconds gauge',
      `process_start_time_seconds ${(Date.now() / 1000 - process.uptime()).toFixed(3)}`,
    ];
    return `${lines.join('\n')}\n`;
  }

  private projections(): Promise<ProjectionHealth[]> {
    return Promise.all(
      this.kernel.models.map(async ({ name, version }): Promise<ProjectionHealth> => {
        const { rows } = await this.kernel.pool
          .query(`select position, complete_at, version, stopped from "rm_${name}".checkpoint`)
          .catch(() => ({ rows: [] }));
        const [row] = rows;
        if (!row || row.version !== version) return { name, state: 'missing', position: null, lagMs: 0, stopped: null };
        const then = Date.parse(row.complete_at);
        const lagMs = Number.isNaN(then) ? 0 : Math.max(0, this.kernel.options.clock.now().getTime() - then);
        const state = row.stopped || this.kernel.projector?.fallen ? 'stopped' : lagMs > BEHIND_MS ? 'behind' : 'ok';
        return { name, state, position: row.position?.toString() ?? null, lagMs, stopped: row.stopped };
      }),
    );
  }
}
