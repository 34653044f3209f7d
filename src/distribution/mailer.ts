/** Sends mail over SMTP. */
import { createTransport, type Transporter } from 'nodemailer';
import type { Config } from '../config/config.js';
import { failed, type Outcome } from './outcome.js';

export interface Mail {
  readonly to: string;
  /** The same for every attempt, so that receivers recognise a mail that was sent twice (RFC 5322 §3.6.4). */
  readonly id: string;
  readonly subject: string;
  readonly text: string;
  readonly attachment?: { readonly filename: string; readonly content: Buffer; readonly contentType: string };
}

const TIMEOUT_MS = 30_000;

/** The reply code and the enhanced status code (RFC 5321 §4.2, RFC 3463). */
const codesOf = (response: string | undefined): string | undefined =>
  /^\d{3}(?:[ -]\d\.\d{1,3}\.\d{1,3})?/.exec(response ?? '')?.[0];

export class Mailer {
  private readonly transport: Transporter;
  private readonly domain: string;

  constructor(private readonly settings: NonNullable<Config['mail']>) {
    this.domain = settings.from.slice(settings.from.indexOf('@') + 1);
    this.transport = createTransport({
      url: settings.url,
      connectionTimeout: TIMEOUT_MS,
      greetingTimeout: TIMEOUT_MS,
      socketTimeout: TIMEOUT_MS,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  }

  async send({ to, id, subject, text, attachment }: Mail): Promise<Outcome> {
    try {
      const { response } = await this.transport.sendMail({
        from: this.settings.from,
        to: { name: '', address: to },
        subject,
        text,
        messageId: `<${id}@${this.domain}>`,
        // RFC 3834 §5.
        headers: { 'Auto-Submitted': 'auto-generated' },
        ...(attachment ? { attachments: [attachment] } : {}),
      });
      return { sent: true, response: `SMTP ${codesOf(response) ?? '250'}` };
    } catch (error) {
      const { code, response, responseCode } = error as { code?: string; response?: string; responseCode?: number };
      // A 5yz to the address or the message stays one; to a login it is ours to mend.
      const forGood = (responseCode ?? 0) >= 500 && (code === 'EENVELOPE' || code === 'EMESSAGE');
      return failed(`SMTP ${codesOf(response) ?? code ?? 'failed'}`, forGood);
    }
  }
}
