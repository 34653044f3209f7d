/** What is read from a server, whatever it speaks. */
import type { StixContent } from '../stix/stix-input.js';
import type { RemoteFailure } from './remote-failure.js';

export interface PulledPage {
  /** STIX as it came; what comes as a stream is read before another page is. */
  readonly body: StixContent;
  /** Where to go on from once the page is kept; null: from the beginning. */
  readonly cursor: string | null;
}

export interface PullResult {
  /** Whether everything that was there has been read. */
  readonly complete: boolean;
  readonly pages: number;
  readonly objects: number;
  /** How often it was begun again after a page was lost. */
  readonly restarts: number;
  readonly cursor: string | null;
  readonly failure: RemoteFailure | null;
  readonly warnings: readonly string[];
}
