/** While a log is being restored nothing begins by itself: what the log has not come to yet looks as if it were left to do. */
import type { Pool } from 'pg';
import { isHeld, whileHeld } from './held-lock.js';

const RESTORE = 'restore';

/** Keeps all processes on the database from beginning anything by themselves. @returns false when somebody else does already. */
export const keepStill = (pool: Pool, work: () => Promise<void>): Promise<boolean> => whileHeld(pool, RESTORE, work);

export const atStandstill = (pool: Pool): Promise<boolean> => isHeld(pool, RESTORE);
