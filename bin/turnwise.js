#!/usr/bin/env node
// Plain enough for any Node: says what is needed before anything newer is loaded.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 19)) {
  process.stderr.write(`turnwise needs Node 22.19 or newer; this is ${process.versions.node}\n`);
  process.exit(2);
}
// A gateway begins once more, in its own place, with what is read only when a process begins: one heap of the C library's for
// all threads (with one each, what a burst leaves in them stays: 50 MiB), and less room for new objects, which die with their
// request (16 MiB). Whoever sets MALLOC_ARENA_MAX chooses otherwise.
if (process.argv[2] === 'serve' && process.env.MALLOC_ARENA_MAX === undefined && process.execve !== undefined) {
  const words = [process.execPath, '--max-semi-space-size=8', ...process.execArgv, ...process.argv.slice(1)];
  process.execve(process.execPath, words, { ...process.env, MALLOC_ARENA_MAX: '1' });
}
import('../dist/cli/run.js').catch((error) => {
  const unbuilt = error?.code === 'ERR_MODULE_NOT_FOUND' && String(error.message).includes('dist');
  process.stderr.write(unbuilt ? 'turnwise is not built yet: run `npm run build`\n' : `${error?.stack ?? error}\n`);
  process.exit(1);
});
