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
      stopped: z
        .unknown()
        .describe(
          'The event it stopped at: position, event id, type and error. Null while it goes on, or where all stopped at once; see the log.',
        ),
    }),
  ),
});
export type HealthReport = z.output<typeof HealthReport>;
