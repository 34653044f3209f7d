/** The OpenAPI document, and a page of this server alone to try the REST API on. */
import { Controller, Get, NotFoundException, Param, Res, type Type } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Public } from '../access/guards/public.decorator.js';
import { Describe } from '../http/operation.js';
import { DOCS_PAGE, DOCS_POLICY, DOCS_START } from './docs-page.js';
import { openApiDocument } from './openapi.document.js';

const VERSION = '0.1.0';
/** Of swagger-ui-dist. */
const ASSETS = new Set(['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png']);

@Controller('api/v1')
@Public()
export class OpenApiController {
  private document: object | undefined;

  constructor(private readonly modules: ModulesContainer) {}

  @Get('openapi.json')
  @Describe({
    tag: 'API',
    summary: 'This document',
    asIs: true,
    answers: { 200: { description: 'OpenAPI 3.1.', schema: z.looseObject({ openapi: z.string() }) } },
  })
  openapi(): object {
    this.document ??= openApiDocument(this.controllers(), VERSION);
    return this.document;
  }

  @Get('docs')
  @Describe({
    tag: 'API',
    summary: 'A page to try the API on',
    answers: { 200: { description: 'The page.', mediaTypes: ['text/html'] } },
  })
  async page(@Res() reply: FastifyReply): Promise<void> {
    await reply.header('content-security-policy', DOCS_POLICY).type('text/html; charset=utf-8').send(DOCS_PAGE);
  }

  @Get('docs/:file')
  @Describe({
    tag: 'API',
    summary: 'What the page is made of',
    params: z.object({ file: z.string() }),
    answers: { 200: { description: 'The file.', mediaTypes: ['text/css', 'text/javascript', 'image/png'] } },
  })
  async file(@Param('file') file: string, @Res() reply: FastifyReply): Promise<void> {
    if (file === 'start.js') await reply.type('text/javascript; charset=utf-8').send(DOCS_START);
    else if (ASSETS.has(file)) await reply.sendFile(file);
    else throw new NotFoundException('There is nothing at this address.');
  }

  private controllers(): readonly Type[] {
    const found = [...this.modules.values()].flatMap(({ controllers }) => [...controllers.values()]);
    return [...new Set(found.map(({ metatype }) => metatype as Type))];
  }
}
