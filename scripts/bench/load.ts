/** Load on an HTTP server: autocannon in a process of its own, or one request after the other. */
import { execFile } from 'node:child_process';
import { Agent, request } from 'node:http';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';

export interface Target {
  readonly url: string;
  /** Sent as JSON. */
  readonly body: unknown;
  readonly token?: string;
}

export interface Load {
  readonly perSecond: number;
  readonly requests: number;
  readonly p50: number;
  readonly p99: number;
}

const AUTOCANNON = createRequire(import.meta.url).resolve('autocannon');
const run = promisify(execFile);

interface Report {
  readonly duration: number;
  readonly '2xx': number;
  readonly non2xx: number;
  readonly errors: number;
  readonly latency: { readonly p50: number; readonly p99: number };
}

/**
 * @param connections requests in flight.
 * @throws Error when any request failed: such a run measures nothing.
 */
export const load = async ({ url, body, token }: Target, connections: number, seconds: number): Promise<Load> => {
  const { stdout } = await run(
    process.execPath,
    [
      AUTOCANNON,
      '-j',
      '--no-progress',
      '-c',
      String(connections),
      '-d',
      String(seconds),
      '-m',
      'POST',
      '-H',
      'content-type=application/json',
    ]
      .concat(token === undefined ? [] : ['-H', `authorization=Bearer ${token}`])
      .concat(['-b', JSON.stringify(body), url]),
    { maxBuffer: 16 * 1024 ** 2 },
  );
  const report = JSON.parse(stdout) as Report;
  if (report.errors > 0 || report.non2xx > 0)
    throw new Error(`${url}: ${report.errors} requests broke, ${report.non2xx} were refused`);
  return {
    perSecond: report['2xx'] / report.duration,
    requests: report['2xx'],
    p50: report.latency.p50,
    p99: report.latency.p99,
  };
};

/** Requests over kept connections. */
export class Caller {
  private readonly agent: Agent;

  constructor(connections: number) {
    this.agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  /** @throws Error for any status but 200, and for a GraphQL answer with errors. */
  async post<Answer = unknown>({ url, body, token }: Target, contentType = 'application/json'): Promise<Answer> {
    const sent = typeof body === 'string' ? body : JSON.stringify(body);
    const { status, text } = await this.send(url, sent, {
      'content-type': contentType,
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    });
    const answer = (status === 200 ? JSON.parse(text) : undefined) as (Answer & { errors?: readonly unknown[] }) | undefined;
    if (!answer || answer.errors?.length) throw new Error(`${url} answered ${status}: ${text.slice(0, 500)}`);
    return answer;
  }

  close(): void {
    this.agent.destroy();
  }

  private send(url: string, body: string, headers: Record<string, string>): Promise<{ status: number; text: string }> {
    return new Promise((resolve, reject) => {
      const sent = request(
        url,
        { method: 'POST', agent: this.agent, headers: { ...headers, 'content-length': Buffer.byteLength(body) } },
        (response) => {
          let text = '';
          response.setEncoding('utf8');
          response.on('data', (chunk: string) => (text += chunk));
          response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
          response.on('error', reject);
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });
  }
}
