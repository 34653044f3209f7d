/** Ends of imports: their records and signed receipts. */
import { Global, Module } from '@nestjs/common';
import { ImportResolver } from '../imports/import.resolver.js';
import { Imports } from '../imports/imports.js';
import { ReceiptsController } from './receipts.controller.js';
import { Receipts } from './receipts.js';

@Global()
@Module({ controllers: [ReceiptsController], providers: [Receipts, Imports, ImportResolver], exports: [Receipts, Imports] })
export class ReceiptsModule {}
