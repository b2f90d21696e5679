import { request as httpRequest } from 'node:http';
import type { Simulator } from '../../src/simulator/index.ts';

/** One exchange as bytes: what upstream received and what the client received. */
export interface ExchangeBytes {
  readonly upstream: string;
  readonly client: string;
}

/** Headers that belong to one connection, frame its messages, or say when: they differ between any two calls. */
const ofTheConnection = new Set(['host', 'connection', 'content-length', 'date', 'keep-alive', 'transfer-encoding']);

/** Posts a body and gives back both sides of the exchange, headers in their order, for comparing one path with another. */
export async function exchangeBytes(baseUrl: string, simulator: Simulator, body: string): Promise<ExchangeBytes> {
  const client = await post(baseUrl, body);
  const seen = simulator.requests.at(-1);
  if (seen === undefined) throw new Error('upstream saw no request');
  const upstream = [
    `${seen.method} ${seen.url}`,
    ...headerLines(seen.rawHeaders),
    '',
    seen.body.toString('latin1'),
  ].join('\n');
  return { upstream, client };
}

function post(baseUrl: string, body: string): Promise<string> {
  const headers = {
    'Content-Type': 'application/json',
    'X-Api-Key': 'sk-job',
    'anthropic-version': '2023-06-01',
    'Accept-Encoding': 'gzip, br',
    'X-Unknown-Header': 'stays',
    'Content-Length': Buffer.byteLength(body),
  };
  return new Promise((resolve, reject) => {
    const sent = httpRequest(`${baseUrl}/v1/messages?beta=true`, { method: 'POST', headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () => {
        const lines = [`${response.statusCode} ${response.statusMessage}`, ...headerLines(response.rawHeaders)];
        resolve([...lines, '', Buffer.concat(chunks).toString('latin1')].join('\n'));
      });
    });
    sent.once('error', reject);
    sent.end(body);
  });
}

function headerLines(raw: readonly string[]): readonly string[] {
  const lines: string[] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) {
    if (!ofTheConnection.has(raw[index]?.toLowerCase() ?? '')) lines.push(`${raw[index]}: ${raw[index + 1]}`);
  }
  return lines;
}
