/** Process entry of the embedded event-store node; settings come from EVENT_STORE_NODE_… in the environment. */
import { startEventStoreNode, type EventStoreNode } from './node.js';

const settings = {
  databaseUrl: process.env.EVENT_STORE_NODE_DATABASE_URL ?? '',
  host: process.env.EVENT_STORE_NODE_HOST || '127.0.0.1',
  port: Number(process.env.EVENT_STORE_NODE_PORT || 0),
};

let node: EventStoreNode | undefined;
let ending = false;

async function end(): Promise<void> {
  if (ending) return;
  ending = true;
  await node?.stop();
  process.exit(0);
}

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

process.once('SIGTERM', () => void end());
// Ctrl-C reaches the whole process group; a supervised node waits for its parent to stop it in order.
process.on('SIGINT', () => {
  if (!process.connected) void end();
});
// The parent is gone: nobody would ever stop this process.
process.once('disconnect', () => void end());
// A parent that died also closed the other end of standard output.
process.stdout.on('error', () => undefined);
process.stderr.on('error', () => undefined);

if (!/^postgres(ql)?:\/\//.test(settings.databaseUrl)) fail('EVENT_STORE_NODE_DATABASE_URL must be a postgresql:// URL');
if (!Number.isInteger(settings.port) || settings.port < 0 || settings.port > 65_535)
  fail('EVENT_STORE_NODE_PORT must be a port number, 0 for any');

try {
  node = await startEventStoreNode(settings);
} catch (error) {
  fail(error instanceof Error ? error.message : 'The event-store node cannot start');
}
process.send?.({ type: 'ready', port: node.port });
process.stdout.write(`${JSON.stringify({ ready: true, port: node.port })}\n`);
