/** A decider is a record type's rules as three pure pieces. */
export interface Decider<Command, Event, State> {
  readonly initial: State;
  /** What happens when `command` meets `state`; throws {@link RuleViolation} when the rules forbid it. */
  decide(command: Command, state: State): readonly Event[];
  evolve(state: State, event: Event): State;
}

/** A rule said no. `code` is stable and reaches the caller as `extensions.code`; `field` names the input at fault, if one is. */
export class RuleViolation extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly field?: string,
  ) {
    super(message);
    this.name = 'RuleViolation';
  }
}

export const assertNever = (value: never): never => {
  throw new Error(`unhandled ${JSON.stringify(value)}`);
};
