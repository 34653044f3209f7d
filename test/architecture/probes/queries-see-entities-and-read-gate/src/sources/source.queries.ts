/** Queries that run a fold, beside the table and the read gate. */
export { sourceBoard } from '../../projections/source-board/source-board.projection.js';
export { checkpoint } from '../../projections/runtime/checkpoint.js';
export { SourceRow } from '../../projections/source-board/source-board.entity.js';
export { readGate } from '../../projections/runtime/read-gate.js';
