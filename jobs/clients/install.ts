import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import type { Client } from './client.ts';

/** A client that cannot be had here: no registry, no room, no build for this platform. */
export class InstallError extends Error {
  override readonly name = 'InstallError';
}

/** The folder that installs are kept in between runs, outside every project. */
function cacheFolder(): string {
  return `${process.env.XDG_CACHE_HOME ?? `${homedir()}/.cache`}/turnwise-clients`;
}

/** Installs a client's package at its version, unless it is there, and gives its `node_modules`. Runs no install scripts. */
export async function installClient(client: Client, onProgress: (line: string) => void): Promise<string> {
  const { name, version } = client.package;
  const folder = `${cacheFolder()}/${client.name}-${version}`;
  const modules = `${folder}/node_modules`;
  if (existsSync(`${modules}/${client.executable}`)) return modules;
  onProgress(`installing ${name}@${version} into ${folder}`);
  const unfinished = `${folder}.${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  try {
    await npmInstall(`${name}@${version}`, unfinished);
    if (!existsSync(`${unfinished}/node_modules/${client.executable}`))
      throw new InstallError(`${name}@${version} has no ${client.executable} for this platform`);
    rmSync(folder, { recursive: true, force: true });
    renameSync(unfinished, folder);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  return modules;
}

function npmInstall(specification: string, folder: string): Promise<void> {
  const args = [
    'install',
    '--prefix',
    folder,
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--fetch-retries=1',
    specification,
  ];
  return new Promise((resolve, reject) => {
    const npm = spawn('npm', args, { stdio: ['ignore', 'ignore', 'pipe'] });
    let complaint = '';
    npm.stderr.on('data', (chunk: Buffer) => {
      complaint += chunk.toString();
    });
    npm.once('error', (error) => reject(new InstallError(`npm cannot be run: ${error.message}`)));
    npm.once('close', (exitCode) => {
      const reason = complaint.split('\n').find((line) => line.startsWith('npm error')) ?? `exit code ${exitCode}`;
      if (exitCode === 0) resolve();
      else reject(new InstallError(`${specification} cannot be installed: ${reason}`));
    });
  });
}
