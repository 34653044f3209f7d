/** What makes files of documents, for every slice that has some. */
import { Module } from '@nestjs/common';
import { DocumentRenderer } from './document-renderer.js';
import { RecordDownloads } from './record-downloads.js';

@Module({
  providers: [{ provide: DocumentRenderer, useFactory: () => new DocumentRenderer() }, RecordDownloads],
  exports: [DocumentRenderer, RecordDownloads],
})
export class DocumentsModule {}
