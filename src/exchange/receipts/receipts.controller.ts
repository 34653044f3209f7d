/** `GET /api/v1/exchange/keys`: what receipts are checked with. Public: whoever was given a receipt may check it, and a public key tells nothing. */
import { Controller, Get } from '@nestjs/common';
import { z } from 'zod';
import { Public } from '../../access/guards/public.decorator.js';
import { Describe } from '../../http/operation.js';
import { Receipts } from './receipts.js';

const Jwk = z.object({
  kty: z.string(),
  crv: z.string(),
  x: z.string(),
  kid: z.string().describe('RFC 7638 thumbprint; keyId of a receipt.'),
  alg: z.string(),
  use: z.string(),
});

@Controller('api/v1/exchange')
@Public()
export class ReceiptsController {
  constructor(private readonly receipts: Receipts) {}

  @Get('keys')
  @Describe({
    tag: 'Imports',
    summary: 'The public keys that receipts are checked with',
    description: 'A receipt is signed with Ed25519 over its canonical JSON (RFC 8785).',
    asIs: true,
    answers: { 200: { description: 'A JWK set (RFC 7517).', schema: z.object({ keys: z.array(Jwk) }) } },
  })
  keys(): ReturnType<Receipts['jwks']> {
    return this.receipts.jwks();
  }
}
