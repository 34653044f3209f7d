/** Is the process alive, can it answer, and what does it do: for operators and their tools. */
import { Controller, Get, Inject, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Public } from '../access/guards/public.decorator.js';
import { KERNEL } from '../kernel.module.js';
import type { Kernel } from '../kernel.js';
import { Health } from './health.js';

@Controller()
@Public()
export class HealthController {
  private readonly health: Health;

  constructor(@Inject(KERNEL) kernel: Kernel) {
    this.health = new Health(kernel);
  }

  @Get('health/live')
  live() {
    return { status: 'ok' };
  }

  @Get('health/ready')
  async ready(@Res() reply: FastifyReply): Promise<void> {
    const report = await this.health.report();
    await reply.status(report.status === 'ok' ? 200 : 503).send(report);
  }

  @Get('metrics')
  async metrics(@Res() reply: FastifyReply): Promise<void> {
    await reply.type('text/plain; version=0.0.4').send(await this.health.metrics());
  }
}
