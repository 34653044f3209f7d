/** A projection that asks rules, a handler, the policy and the framework, beside what it may see. */
export { sourceRules } from '../../src/sources/source.decider.js';
export { registerSource } from '../../src/sources/source.commands.js';
export { decide } from '../../src/access/policy.js';
export { Injectable } from '@nestjs/common';
export { source } from '../../src/sources/source.record.js';
export { subscription } from '../../src/ledger/subscription.js';
export { settings } from '../../src/config/config.js';
export { Entity } from 'typeorm';
import 'pg-copy-streams';
export { Pool } from 'pg';
