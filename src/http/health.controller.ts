/** Is the process alive, can it answer, and what does it do: for operators and their tools. */
import { Controller, Get, Inject, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Public } from '../access/guards/public.decorator.js';
import { KERNEL } from '../kernel.module.js';
import type { Kernel } from '../kernel.js';
import { Health } from './health.js';
import { HealthReport } from './health.schemas.js';
import { Describe } from './operation.js';

@Controller()
@Public()
export class HealthController {
  private readonly health: Health;

  constructor(@Inject(KERNEL) kernel: Kernel) {
    this.health = new Health(kernel);
  }

  @Get('health/live')
  @Describe({
    tag: 'Operation',
    summary: 'The process is there',
    asIs: true,
    answers: { 200: { description: 'It is.', schema: z.object({ status: z.literal('ok') }) } },
  })
  live() {
    return { status: 'ok' };
  }

  @Get('health/ready')
  @Describe({
    tag: 'Operation',
    summary: 'Whether requests can be answered, and how far each projection is',
    asIs: true,
    answers: {
      200: { description: 'They can.', schema: HealthReport },
      503: { description: 'They cannot.', schema: HealthReport },
    },
  })
  async ready(@Res() reply: FastifyReply): Promise<void> {
    const report = await this.health.report();
    await reply.status(report.status === 'ok' ? 200 : 503).send(report);
  }

  @Get('metrics')
  @Describe({
    tag: 'Operation',
    summary: 'Figures for Prometheus',
    answers: { 200: { description: 'Text.', mediaTypes: ['text/plain'] } },
  })
  async metrics(@Res() reply: FastifyReply): Promise<void> {
    await reply.type('text/plain; version=0.0.4').send(await this.health.metrics());
  }
}
