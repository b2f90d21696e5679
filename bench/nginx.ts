import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type BenchProcess, cores, spawnOn } from './processes.ts';

/** Starts nginx as a plain proxy before upstream, one process; `undefined` where there is no nginx. */
export async function startNginx(upstreamPort: number): Promise<BenchProcess | undefined> {
  const program = ['nginx', '/usr/sbin/nginx'].find((name) => spawnSync(name, ['-v']).status === 0);
  if (program === undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'turnwise-bench-nginx-'));
  const port = await freePort();
  writeFileSync(join(folder, 'nginx.conf'), configuration(port, upstreamPort));
  const child = spawnOn(cores.measured, [program, '-p', folder, '-c', 'nginx.conf', '-e', 'stderr']);
  child.channel?.unref();
  for (let tries = 0; tries < 50; tries++) {
    if (await listens(port)) return { port, child };
    await sleep(50);
  }
  child.kill();
  return undefined;
}

/** Everything streamed, connections kept open both ways, no log. */
function configuration(port: number, upstreamPort: number): string {
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${name};`);
  return `daemon off; master_process off; pid nginx.pid;
events { worker_connections 1024; }
http {
  access_log off; ${paths.join(' ')}
  client_max_body_size 64m; client_body_buffer_size 2m; keepalive_requests 100000000;
  upstream up { server 127.0.0.1:${upstreamPort}; keepalive 64; keepalive_requests 100000000; }
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://up; proxy_http_version 1.1; proxy_set_header Connection "";
      proxy_buffering off; proxy_request_buffering off;
    }
  }
}
`;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
