/** What makes files of documents, for every slice that has some. */
import { Module } from '@nestjs/common';
import { DocumentRenderer } from './document-renderer.js';

@Module({
  providers: [{ provide: DocumentRenderer, useFactory: () => new DocumentRenderer() }],
  exports: [DocumentRenderer],
})
export class DocumentsModule {}
