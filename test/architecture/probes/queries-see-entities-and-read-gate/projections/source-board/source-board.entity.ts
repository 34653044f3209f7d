/** A table. */
export class SourceRow {}
