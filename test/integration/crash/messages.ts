/** What the crash test and its application process say to each other. */
import type { ModelHealth } from '../../../projections/runtime/projector.js';
import type { Request } from './workload.js';

export type Outcome =
  | {
      readonly is: 'acknowledged';
      readonly appended: boolean;
      readonly id: string;
      readonly revision: bigint;
      readonly position: bigint;
    }
  | { readonly is: 'refused'; readonly code: string }
  | { readonly is: 'unknown'; readonly why: string }
  /** An error that no caller could make sense of. */
  | { readonly is: 'broken'; readonly error: string };

export type Order =
  | { readonly type: 'execute'; readonly call: number; readonly request: Request; readonly expectedRevision: bigint | undefined }
  | { readonly type: 'health'; readonly call: number }
  | { readonly type: 'stop' };
export type Report =
  | { readonly type: 'ready' }
  | { readonly type: 'outcome'; readonly call: number; readonly outcome: Outcome }
  | { readonly type: 'health'; readonly call: number; readonly models: readonly ModelHealth[] };

/** Exit code of a start that failed because a store was not there. */
export const NOT_STARTED = 3;
