/** The projector in a thread of its own: whoever answers requests does not wait for it. */
import { once } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import { onOwnConnections, type ProjectorPlace, projectUntil } from './own-connections.js';
import type { ClockSkew } from './runtime/projector.js';

/** What the thread says: of the clocks as soon as it projects, and from then on. Any message to it asks it to end. */
export type ProjectorMessage = { readonly problem: string } | { readonly skew: ClockSkew };

const TELL_EVERY_MS = 1_000;

if (!parentPort) throw new Error('projector.worker runs in a ProjectorThread only');
const port = parentPort;
const tell = (message: ProjectorMessage): void => port.postMessage(message);

let telling: NodeJS.Timeout | undefined;
const ended = once(port, 'message');
await onOwnConnections(
  workerData as ProjectorPlace,
  (problem) => tell({ problem }),
  (on) =>
    projectUntil(ended, on, (projector) => {
      const tellSkew = (): void => tell({ skew: projector.clockSkew() });
      tellSkew();
      telling = setInterval(tellSkew, TELL_EVERY_MS).unref();
    }),
);
clearInterval(telling);
