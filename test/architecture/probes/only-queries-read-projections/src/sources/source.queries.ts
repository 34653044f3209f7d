/** Queries read tables. */
export { SourceRow } from '../../projections/source-board/source-board.entity.js';
