/** What the process says of its health. */
import { z } from 'zod';

const Reached = z.enum(['ok', 'unreachable']);

export const HealthReport = z.object({
  status: z.enum(['ok', 'red']),
  eventStore: Reached,
  database: Reached,
  clockSkewMs: z
    .number()
    .describe("Milliseconds by which this clock ran ahead of the store's (negative: behind) at the newest event."),
  projections: z.array(
    z.object({
      name: z.string(),
      state: z.enum(['ok', 'behind', 'stopped', 'missing']),
      position: z.string().nullable(),
      lagMs: z.number(),
      stopped: z.unknown().describe('Why it stopped: position, event id, type and error.'),
    }),
  ),
});
export type HealthReport = z.output<typeof HealthReport>;
