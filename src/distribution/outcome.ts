/** What became of an attempt to send something. Words of other machines may name people, so only their codes are kept. */
export type Outcome =
  | { readonly sent: true; readonly response: string }
  /** `forGood`: there is no use in trying again. */
  | { readonly sent: false; readonly error: string; readonly forGood: boolean };

export const failed = (error: string, forGood = false): Outcome => ({ sent: false, error, forGood });
