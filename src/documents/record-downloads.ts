/** A record as a file: who may have it, what it may hold, and how it is sent. */
import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { Subject } from '../access/actor.js';
import type { Marking } from '../access/marking.js';
import { decide } from '../access/policy.js';
import { parseInput } from '../graphql/arguments.js';
import { ById, type Operation } from '../http/operation.js';
import { notFound } from '../ledger/errors.js';
import type { Contracts } from '../ledger/event-contract.js';
import { Ledger, type Loaded, type RecordType } from '../ledger/ledger.js';
import { DOCUMENT_POLICY } from './html.policy.js';
import type { Document } from './document.measure.js';
import { DocumentRenderer } from './document-renderer.js';

const DownloadQuery = z.strictObject({
  format: z.enum(['pdf', 'html']).default('pdf'),
  paper: z.enum(['a4', 'letter']).default('a4'),
});
/** What the routes say of themselves that answer with a record as a file. */
export const downloadOf = (summary: string): Operation => ({
  tag: 'Downloads',
  summary,
  params: ById,
  query: DownloadQuery,
  answers: { 200: { description: 'The file.', mediaTypes: ['application/pdf', 'text/html'] } },
});

/** A record, and somebody who reads for everybody who may see it: a file goes on to others under the marking of its record. */
export interface Shown<State> {
  readonly loaded: Loaded<State>;
  readonly audience: Subject;
  readonly marking: Marking;
}

@Injectable()
export class RecordDownloads {
  constructor(
    private readonly ledger: Ledger,
    private readonly renderer: DocumentRenderer,
  ) {}

  /**
   * Answers with the record of an address as PDF or HTML.
   * @param compose what the file shows, read as the audience.
   * @throws LedgerError NOT_FOUND for what is not there for the subject, INVALID_INPUT naming the parameter, UNAVAILABLE; RenderingFailed.
   */
  async send<C extends Contracts, State>(
    type: RecordType<C, never, State>,
    address: { readonly id: string; readonly query: unknown },
    subject: Subject,
    reply: FastifyReply,
    compose: (shown: Shown<State>) => Promise<Document>,
  ): Promise<void> {
    const { format, paper } = parseInput(DownloadQuery, address.query);
    const { id } = parseInput(ById, { id: address.id });
    const loaded = await this.ledger.load(type, subject.tenantId, id);
    const marking = loaded && type.markingOf(loaded.record);
    if (!loaded || !marking || !decide(subject, 'read', { ...loaded, marking }).allow) throw notFound(type.name);
    const { tenantId, ownerOrganisation } = loaded;
    const document = await compose({
      loaded,
      marking,
      audience: { ...subject, audience: { tenantId, ownerOrganisation, marking } },
    });
    const { content, mediaType } = await this.renderer.render(document, format, { paper });
    await reply
      .headers({
        'content-type': mediaType,
        'content-disposition': `attachment; filename="${fileName(document)}.${format}"`,
        'content-security-policy': DOCUMENT_POLICY,
        'cache-control': 'private, no-store',
      })
      .send(content);
  }
}

/** Letters, digits and hyphens: what every system takes. */
export const fileName = ({
  title,
  id,
  marking,
}: Pick<Document, 'title' | 'id'> & { readonly marking: Pick<Marking, 'tlp'> }): string => {
  const words = title
    .normalize('NFKD')
    .replaceAll(/[^A-Za-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 60)
    .toLowerCase();
  return ['tlp', marking.tlp.replace('+', '-').toLowerCase(), words === '' ? 'record' : words, id.slice(0, 8)].join('-');
};
