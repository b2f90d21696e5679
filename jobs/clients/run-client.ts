import { spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname } from 'node:path';
import type { Client, RunPlace } from './client.ts';
import type { Prompt, Scenario } from './scenario.ts';

/** How one process of a client ended. */
export interface Ending {
  readonly exitCode: number | null;
  readonly result: unknown;
  /** The end of its standard error, for a person. */
  readonly complaint: string;
}

const timeoutMs = 180_000;

/** Files of the folder that clients work in, the same before every run. */
const files = { 'notes.txt': 'one\ntwo\n', 'a.txt': 'a\n', 'b.txt': 'b\nb\nb\n' };

/** Plays a scenario's prompts, one process each, in a home and a folder that are made anew at the same paths every time. */
export async function runClient(
  client: Client,
  scenario: Scenario,
  at: { readonly modules: string; readonly baseUrl: string; readonly root: string },
): Promise<readonly Ending[]> {
  const place = { baseUrl: at.baseUrl, home: `${at.root}/home`, folder: `${at.root}/project` };
  rmSync(at.root, { recursive: true, force: true });
  mkdirSync(`${at.root}/tmp`, { recursive: true });
  writeFiles(place.folder, files);
  writeFiles(place.home, client.homeFiles ?? {});
  const endings: Ending[] = [];
  for (const prompt of scenario.prompts) endings.push(await runOnce(client, prompt, { ...place, modules: at.modules }));
  rmSync(at.root, { recursive: true, force: true });
  return endings;
}

function writeFiles(folder: string, contents: Readonly<Record<string, string>>): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of Object.entries(contents)) {
    mkdirSync(dirname(`${folder}/${name}`), { recursive: true });
    writeFileSync(`${folder}/${name}`, content);
  }
}

function runOnce(client: Client, prompt: Prompt, place: RunPlace & { readonly modules: string }): Promise<Ending> {
  const { args, environment } = client.command(prompt, place);
  const executable = `${place.modules}/${client.executable}`;
  const [program, ...first] = /\.[jt]s$/.test(executable) ? [process.execPath, executable] : [executable];
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...first, ...args], {
      cwd: place.folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
      env: {
        PATH: [dirname(process.execPath), process.env.PATH ?? ''].join(delimiter),
        HOME: place.home,
        TMPDIR: `${dirname(place.home)}/tmp`,
        LANG: 'C.UTF-8',
        TERM: 'dumb',
        ...environment,
      },
    });
    let output = '';
    let complaint = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      complaint = (complaint + chunk.toString()).slice(-2000);
    });
    child.once('error', reject);
    child.once('close', (exitCode) => resolve({ exitCode, result: readResult(client, output), complaint }));
  });
}

/** Output that cannot be read is a result too: one that no other run equals by chance. */
function readResult(client: Client, output: string): unknown {
  try {
    return client.resultOf(output);
  } catch (error) {
    return { unreadable: output.slice(-500), because: String(error) };
  }
}
