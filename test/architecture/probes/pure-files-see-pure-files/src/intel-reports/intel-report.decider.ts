/** A decider that reaches for ids, the framework, the write port and its own handler, beside what it may see. */
export { randomUUID } from 'node:crypto';
export { Injectable } from '@nestjs/common';
export type { Ledger } from '../ledger/ledger.js';
export { publish } from './intel-report.commands.js';
export type { Decider } from '../ledger/decider.js';
export type { Marking } from '../access/marking.js';
export { absent } from './intel-report.record.js';
