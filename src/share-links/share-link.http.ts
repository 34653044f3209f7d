/** What the doors for those outside have in common: how often one may knock, the password of the form, and how a page is sent. */
import type { FastifyReply } from 'fastify';
import { z } from 'zod';

/** Per address: nobody types links faster, and a guess costs as much as a look. */
export const LINK_RATE = { rateLimit: { max: 60, timeWindow: '1 minute' } };

/** What is not understood is as good as not given. */
export const GivenPassword = z.string().max(200).catch('').default('');

/** Nobody keeps what came, or tells where it came from. */
export const PRIVATE_HEADERS = { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' } as const;

const PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

export const sendPage = (reply: FastifyReply, status: number, content: string): FastifyReply =>
  reply
    .status(status)
    .headers({ 'content-security-policy': PAGE_POLICY, ...PRIVATE_HEADERS })
    .type('text/html; charset=utf-8')
    .send(content);
