/** Where mail and webhooks arrive: a mail server and a receiver of webhooks that keep what they got. */
import { createHmac, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';

export interface ReceivedMail {
  readonly to: readonly string[];
  readonly source: string;
}
export interface ReceivedCall {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const portOf = (server: { address(): unknown }): number => (server.address() as AddressInfo).port;

export class PostOffice {
  readonly mails: ReceivedMail[] = [];
  readonly calls: ReceivedCall[] = [];
  /** Mails to this address are put off. */
  busyFor = '';
  private readonly key = randomBytes(32);
  private readonly smtp = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    onRcptTo: ({ address }, _session, done) => {
      const busy = Object.assign(new Error(`Mailbox of ${address} is busy`), { responseCode: 451 });
      done(address === this.busyFor ? busy : undefined);
    },
    onData: (stream, { envelope }, done) => {
      void text(stream).then((source) => {
        this.mails.push({ to: envelope.rcptTo.map(({ address }) => address), source });
        done();
      });
    },
  });
  private readonly hooks: Server = createServer((request, response) => {
    void text(request).then((body) => {
      this.calls.push({ headers: request.headers, body });
      response.writeHead(204).end();
    });
  });

  static async open(): Promise<PostOffice> {
    const office = new PostOffice();
    const listening = [office.smtp.listen(0, '127.0.0.1'), office.hooks.listen(0, '127.0.0.1')];
    await Promise.all(listening.map((server) => once(server, 'listening')));
    return office;
  }

  /** Settings of an instance that sends here. */
  get env(): Record<string, string> {
    return {
      SMTP_URL: `smtp://127.0.0.1:${portOf(this.smtp.server)}`,
      SMTP_FROM: 'ledger@acme.example',
      PUBLIC_URL: 'https://ledger.acme.example',
      WEBHOOK_NETWORKS: '127.0.0.0/8',
    };
  }

  /** A receiver on a distribution list. */
  hook(label: string, organisation: string) {
    const url = `http://127.0.0.1:${portOf(this.hooks)}/reports`;
    return { kind: 'webhook', label, organisation, url, secret: `whsec_${this.secret}` };
  }

  /** Of the webhook, base64. */
  get secret(): string {
    return this.key.toString('base64');
  }

  /** As Standard Webhooks 1.0 signs it. */
  signatureOf({ headers, body }: ReceivedCall): string {
    const signed = [headers['webhook-id'], headers['webhook-timestamp'], body].join('.');
    return `v1,${createHmac('sha256', this.key).update(signed).digest('base64')}`;
  }

  mailsTo(address: string): readonly ReceivedMail[] {
    return this.mails.filter(({ to }) => to.includes(address));
  }

  async close(): Promise<void> {
    this.hooks.close();
    await new Promise<void>((done) => {
      this.smtp.close(() => done());
    });
  }
}

/** The text of a mail as it was before quoted-printable wrapped it. */
export const unfolded = (source: string): string => source.replaceAll('=\r\n', '').replaceAll('=3D', '=');
