import { Command, InvalidArgumentError, Option } from 'commander';
import { stringify } from 'yaml';
import type { Mode } from '../../core/index.ts';
import { createLog, createTurnLog } from '../../observe/index.ts';
import { openSqliteRecord, type SqliteRecord } from '../../record/index.ts';
import { boundHeap } from '../bound-heap.ts';
import { type ComposedGateway, composeGateway } from '../compose.ts';
import { type LoadedConfig, listProblems, readConfig, requireConfig } from '../config-file.ts';
import { credentialsOf, upstreamUrlOf } from '../environment.ts';
import { CommandError } from '../exit.ts';
import { saltOf } from '../salt.ts';
import type { Terminal } from '../terminal.ts';

interface ServeOptions {
  readonly config?: string;
  readonly port?: number;
  readonly host?: string;
  readonly mode?: Mode;
  readonly printConfig?: boolean;
}

/** `turnwise serve`: the gateway. */
export function serveCommand(terminal: Terminal): Command {
  return new Command('serve')
    .description('Run the gateway. Point a client at it with ANTHROPIC_BASE_URL.')
    .option('-c, --config <file>', 'settings (YAML); default turnwise.yaml, if there is one')
    .addOption(
      new Option('-p, --port <port>', 'listen on this port instead of the configured one').argParser(parsePort),
    )
    .option('--host <address>', 'listen on this address; beyond loopback TURNWISE_TOKENS must be set')
    .addOption(new Option('--mode <mode>', 'instead of the configured mode').choices(['route', 'observe', 'off']))
    .option('--print-config', 'print the settings in force, defaults included, and end')
    .addHelpText('after', serveNotes)
    .action((options: ServeOptions) => serve(options, terminal));
}

const serveNotes = `
Environment:
  TURNWISE_UPSTREAM       where turns go, instead of upstream.baseUrl
  TURNWISE_UPSTREAM_KEY   the API key, when the gateway holds it (gatewayKey: true)
  TURNWISE_TOKENS         gateway tokens, separated by commas
  (tiers.<name>.upstream.keyEnv)  the API key of a tier with an upstream of its own
  TURNWISE_SALT           salt of the hashes of users and sessions; default: kept beside the record
  HTTPS_PROXY, NO_PROXY, NODE_EXTRA_CA_CERTS as usual

Signals:
  SIGHUP   reload the settings; a file with mistakes keeps the old ones
  SIGTERM  end when every turn under way has ended; a second one ends at once

Examples:
  turnwise serve
  ANTHROPIC_BASE_URL=http://127.0.0.1:8484 claude
  curl -X PUT -d '{"mode":"observe"}' http://127.0.0.1:8484/turnwise/mode`;

async function serve(options: ServeOptions, terminal: Terminal): Promise<void> {
  const config = override(requireConfig(options.config), options);
  if (options.printConfig) return terminal.out(stringify(config.settings).trimEnd());
  const { settings } = config;
  boundHeap();
  const log = createLog();
  const record = settings.record.path === 'off' ? undefined : await openRecord(config, log);
  const turnLog = createTurnLog({ format: settings.log.format, color: process.stdout.isTTY === true });
  const credentials = credentialsOf(settings, process.env);
  const composed = await composeGateway({
    config,
    credentials,
    salt: saltOf(settings, credentials, (message) => log.warn(message)),
    environment: process.env,
    sinks: [turnLog, ...(record === undefined ? [] : [record.sink])],
    ...(record === undefined ? {} : { history: record.query, recordStats: () => record.stats() }),
    onProblem: (problem) => log.error({ code: problem.code }, problem.message),
  }).catch(async (error: unknown) => {
    await record?.close();
    throw asCommandError(error);
  });
  terminal.note(
    `turnwise listens on ${composed.gateway.url}, mode ${composed.live().mode}, upstream ${upstreamUrlOf(settings, process.env)}`,
  );
  process.on('SIGHUP', () => reload(composed, options, terminal));
  await untilStopped(composed, terminal);
}

function override({ path, settings, policy }: LoadedConfig, options: ServeOptions): LoadedConfig {
  const { listen } = settings;
  return {
    ...(path === undefined ? {} : { path }),
    policy,
    settings: {
      ...settings,
      listen: { host: options.host ?? listen.host, port: options.port ?? listen.port },
      ...(options.mode === undefined ? {} : { mode: options.mode }),
    },
  };
}

function openRecord({ settings }: LoadedConfig, log: ReturnType<typeof createLog>): Promise<SqliteRecord> {
  return openSqliteRecord({
    path: settings.record.path,
    keepDays: settings.record.keepDays,
    onProblem: (problem) => log.warn(problem.message),
  });
}

function reload(composed: ComposedGateway, options: ServeOptions, terminal: Terminal): void {
  const result = readConfig(options.config);
  if (!result.ok) {
    terminal.note(`turnwise: ${result.path} is not in force, the old settings stay:\n${listProblems(result.problems)}`);
    return;
  }
  let needRestart: readonly string[];
  try {
    needRestart = composed.reload(override(result.config, options));
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    terminal.note(`turnwise: ${result.config.path} is not in force, the old settings stay: ${error.message}`);
    return;
  }
  const { mode, policy } = composed.live();
  terminal.note(`turnwise: settings reloaded, mode ${mode}, policy ${policy.version}`);
  if (needRestart.length > 0) terminal.note(`turnwise: in force after a restart only: ${needRestart.join(', ')}`);
}

/** Resolves when the gateway has ended after SIGTERM or SIGINT: no turn is cut, unless a second signal says so. */
function untilStopped(composed: ComposedGateway, terminal: Terminal): Promise<void> {
  return new Promise((resolve, reject) => {
    let stopping = false;
    const stop = () => {
      if (stopping) {
        terminal.note('turnwise: ending at once');
        return composed.gateway.destroy();
      }
      stopping = true;
      const active = composed.gateway.active();
      if (active > 0)
        terminal.note(
          `turnwise: ending after ${active} request${active === 1 ? '' : 's'} under way; again to end at once`,
        );
      composed.close().then(resolve, reject);
    };
    process.on('SIGTERM', stop);
    process.on('SIGINT', stop);
  });
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new InvalidArgumentError('must be a port, 0 to 65535.');
  return port;
}

function asCommandError(error: unknown): unknown {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') return new CommandError('the port is in use; choose another with --port');
  if (code === 'EADDRNOTAVAIL' || code === 'EACCES') return new CommandError(`cannot listen there (${code})`);
  return error;
}
