/** `/taxii2/`: the discovery, the API root of a tenant, and its collections (TAXII 2.1 §4 and §5). */
import {
  Controller,
  Delete,
  Get,
  MethodNotAllowedException,
  Param,
  PayloadTooLargeException,
  Post,
  Query,
  Req,
  Res,
  UnsupportedMediaTypeException,
} from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Subject } from '../../../access/actor.js';
import { CurrentSubject } from '../../../access/guards/current-subject.decorator.js';
import { OpenToPartners } from '../../../access/guards/open-to-partners.decorator.js';
import { commandContext } from '../../../graphql/arguments.js';
import { forbidden, LedgerError } from '../../../ledger/errors.js';
import { isRecordId } from '../../../ledger/stream-name.js';
import {
  DATE_ADDED_FIRST,
  DATE_ADDED_LAST,
  STIX_MEDIA_TYPE,
  TAXII_MEDIA_TYPE,
  type TaxiiApiRoot,
  type TaxiiCollection,
  type TaxiiCollections,
  type TaxiiDiscovery,
  type TaxiiManifest,
  type TaxiiVersions,
} from '../taxii-resources.js';
import { comparableId } from '../../stix/stix-types.js';
import { CollectionAccess, type OpenCollection } from './collection-access.js';
import { requireAccept, requireContentType } from './media-types.js';
import { TAXII_PATH } from './taxii-error.js';
import { type ObjectPage, TaxiiObjectQueries } from './taxii-objects.queries.js';
import { TaxiiPushes } from './taxii-pushes.js';
import type { ReadFacts } from './taxii-read.events.js';
import { RecordCollectionRead } from './taxii-reads.commands.js';
import { type RawQuery, readQuestion } from './taxii-questions.js';

/** Bytes of a pushed envelope: as much as the ledger keeps as one blob. */
export const MAX_CONTENT_LENGTH = 10 * 1024 * 1024;

/** Of the paths below one slash is taken off by Nest; those of TAXII end with one (TAXII 2.1 §3.2). */
const COLLECTION = ':root/collections/:collection';

const ONE_OBJECT = ['version', 'spec_version'] as const;
const MANY_OBJECTS = ['id', 'type', ...ONE_OBJECT] as const;

interface ObjectRequest {
  readonly subject: Subject;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly open: OpenCollection;
}

const send = (reply: FastifyReply, status: number, body: string): void => {
  void reply.status(status).header('content-type', TAXII_MEDIA_TYPE).send(Buffer.from(body));
};

@Controller(TAXII_PATH)
@OpenToPartners()
export class TaxiiController {
  constructor(
    private readonly access: CollectionAccess,
    private readonly objects: TaxiiObjectQueries,
    private readonly pushes: TaxiiPushes,
    private readonly commands: CommandBus,
  ) {}

  @Get('//')
  discovery(@CurrentSubject() subject: Subject, @Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    requireAccept(request.headers.accept);
    this.access.enter(subject, subject.tenantId);
    const root = `${request.protocol}://${request.host}${TAXII_PATH}${encodeURIComponent(subject.tenantId)}/`;
    const discovery: TaxiiDiscovery = { title: 'Intelligence ledger', default: root, api_roots: [root] };
    send(reply, 200, JSON.stringify(discovery));
  }

  @Get(':root//')
  apiRoot(
    @CurrentSubject() subject: Subject,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('root') root: string,
  ): void {
    requireAccept(request.headers.accept);
    this.access.enter(subject, root);
    const apiRoot: TaxiiApiRoot = {
      title: `Collections of ${root}`,
      versions: [TAXII_MEDIA_TYPE],
      max_content_length: MAX_CONTENT_LENGTH,
    };
    send(reply, 200, JSON.stringify(apiRoot));
  }

  @Get(':root/status/:status//')
  async status(
    @CurrentSubject() subject: Subject,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('root') root: string,
    @Param('status') status: string,
  ): Promise<void> {
    requireAccept(request.headers.accept);
    this.access.enter(subject, root);
    if (!isRecordId(status)) throw new LedgerError('NOT_FOUND', 'There is no such status.');
    const openAs = (id: string) => this.access.one(subject, id).catch(() => undefined);
    send(reply, 200, JSON.stringify(await this.pushes.status(subject, status, commandContext(subject, request, {}), openAs)));
  }

  @Get(':root/collections//')
  async collections(
    @CurrentSubject() subject: Subject,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('root') root: string,
  ): Promise<void> {
    requireAccept(request.headers.accept);
    this.access.enter(subject, root);
    const found = (await this.access.all(subject)).map(resourceOf);
    const collections: TaxiiCollections = found.length === 0 ? {} : { collections: found };
    send(reply, 200, JSON.stringify(collections));
  }

  @Get(`${COLLECTION}//`)
  async collection(
    @CurrentSubject() subject: Subject,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('root') root: string,
    @Param('collection') name: string,
  ): Promise<void> {
    requireAccept(request.headers.accept);
    this.access.enter(subject, root);
    send(reply, 200, JSON.stringify(resourceOf(await this.access.one(subject, name))));
  }

  @Get(`${COLLECTION}/objects//`)
  async getObjects(
    @CurrentSubject() subject: Subject,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('root') root: string,
    @Param('collection') name: string,
    @Query() query: RawQuery,
  ): Promise<void> {
    const open = await this.readable(subject, request, root, name);
    const page = await this.objects.page(open, readQuestion(query, MANY_OBJECTS));
    await this.answer({ subject, request, reply, open }, 'objects', page, envelopeOf(page));
  }

  @Get(`${COLLECTION}/manifest//`)
  async manifest(
    @CurrentSubject() subject: Subject,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('root') root: string,
    @Param('collection') name: string,
    @Query() query: RawQuery,
  ): Promise<void> {
    const open = await this.readable(subject, request, root, name);
    const page = await this.objects.page(open, readQuestion(query, MANY_OBJECTS));
    await this.answer({ subject, request, reply, open }, 'manifest', page, JSON.stringify(manifestOf(page)));
  }

  @Get(`${COLLECTION}/objects/:object//`)
  async getObject(
    @CurrentSubject() subject: Subject,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('root') root: string,
    @Param('collection') name: string,
    @Param('object') object: string,
    @Query() query: RawQuery,
  ): Promise<void> {
    const open = await this.readable(subject, request, root, name);
    const page = await this.objects.one(open, comparableId(object).toLowerCase(), readQuestion(query, ONE_OBJECT));
    await this.answer({ subject, request, reply, open }, 'object', page, envelopeOf(page));
  }

  @Get(`${COLLECTION}/objects/:object/versions//`)
  async versions(
    @CurrentSubject() subject: Subject,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('root') root: string,
    @Param('collection') name: string,
    @Param('object') object: string,
    @Query() query: RawQuery,
  ): Promise<void> {
    const open = await this.readable(subject, request, root, name);
    const question = readQuestion(query, ['spec_version']);
    const all = { ...question, filter: { ...question.filter, versions: ['all'] } };
    const page = await this.objects.one(open, comparableId(object).toLowerCase(), all);
    await this.answer({ subject, request, reply, open }, 'versions', page, JSON.stringify(versionsOf(page)));
  }

  @Delete(`${COLLECTION}/objects/:object//`)
  deleteObject(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    requireAccept(request.headers.accept);
    void reply.header('allow', 'GET');
    throw new MethodNotAllowedException('Nothing is deleted here: a new version with revoked set to true takes an object back.');
  }

  @Post(`${COLLECTION}/objects//`)
  async addObjects(
    @CurrentSubject() subject: Subject,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('root') root: string,
    @Param('collection') name: string,
  ): Promise<void> {
    requireAccept(request.headers.accept);
    requireContentType(request.headers['content-type']);
    this.access.enter(subject, root);
    const open = await this.access.one(subject, name);
    if (!open.canWrite) throw forbidden('You may not add to this collection: can_write says so.');
    const { body } = request;
    if (!Buffer.isBuffer(body)) throw new UnsupportedMediaTypeException(`Send the envelope as ${TAXII_MEDIA_TYPE}.`);
    if (body.byteLength > MAX_CONTENT_LENGTH)
      throw new PayloadTooLargeException(`An envelope has at most ${MAX_CONTENT_LENGTH} bytes; send several.`);
    send(reply, 202, JSON.stringify(await this.pushes.receive(open, body, commandContext(subject, request, {}))));
  }

  private async readable(subject: Subject, request: FastifyRequest, root: string, name: string): Promise<OpenCollection> {
    requireAccept(request.headers.accept);
    this.access.enter(subject, root);
    const open = await this.access.one(subject, name);
    if (!open.canRead) throw forbidden('You may not read this collection: can_read says so.');
    return open;
  }

  private async answer(
    { subject, request, reply, open }: ObjectRequest,
    what: ReadFacts['what'],
    { objects, strictest }: ObjectPage,
    body: string,
  ): Promise<void> {
    const [first] = objects;
    const last = objects.at(-1);
    if (first && last) {
      const read = { what, objects: objects.length, strictest };
      await this.commands.execute(new RecordCollectionRead(open, read, commandContext(subject, request, {})));
      void reply.headers({ [DATE_ADDED_FIRST]: first.dateAdded, [DATE_ADDED_LAST]: last.dateAdded });
    }
    send(reply, 200, body);
  }
}

const resourceOf = ({ collection: { id, record }, canRead, canWrite }: OpenCollection): TaxiiCollection => ({
  id,
  title: record.title,
  ...(record.description === null || record.description === '' ? {} : { description: record.description }),
  ...(record.alias === null ? {} : { alias: record.alias }),
  can_read: canRead,
  can_write: canWrite,
  media_types: [STIX_MEDIA_TYPE],
});

const rest = ({ more, next }: ObjectPage) => (more ? { more, ...(next === undefined ? {} : { next }) } : {});

/** TAXII 2.1 §3.7; objects as they came where they came from somebody else. */
const envelopeOf = (page: ObjectPage): string => {
  if (page.objects.length === 0) return '{}';
  const head = JSON.stringify(rest(page)).slice(0, -1);
  return `${head}${page.more ? ',' : ''}"objects":[${page.objects.map(({ text }) => text).join(',')}]}`;
};

const manifestOf = (page: ObjectPage): TaxiiManifest =>
  page.objects.length === 0
    ? {}
    : {
        ...rest(page),
        objects: page.objects.map(({ id, dateAdded, version, spec_version }) => ({
          id,
          date_added: dateAdded,
          version,
          media_type: `application/stix+json;version=${spec_version}`,
        })),
      };

const versionsOf = (page: ObjectPage): TaxiiVersions =>
  page.objects.length === 0 ? {} : { ...rest(page), versions: page.objects.map(({ version }) => version) };
