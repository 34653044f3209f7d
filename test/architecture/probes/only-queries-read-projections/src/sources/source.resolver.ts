/** A resolver that reads a table itself. */
export { SourceRow } from '../../projections/source-board/source-board.entity.js';
