/** Follows one category of the system log, so that every process honours what another one recorded there. */
import type { RecordedEvent } from './event-contract.js';
import { SYSTEM_TENANT } from './stream-name.js';
import type { EventLog } from './subscription.js';

/**
 * Calls back for each event of the category from now on, until the signal aborts. What is read of the category after this has resolved
 * leaves no gap to what is called back for.
 * @param onEvent must not throw.
 */
export const followSystemLog = async (
  log: EventLog,
  category: string,
  onEvent: (recorded: RecordedEvent) => void,
  signal: AbortSignal,
): Promise<void> => {
  const head = await log.head();
  const follow = async (): Promise<void> => {
    for await (const item of log.follow(head, signal, `${category}-${SYSTEM_TENANT}.`))
      if (item.kind === 'event') onEvent(item.recorded);
  };
  void follow();
};
