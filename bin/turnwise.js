#!/usr/bin/env node
// Plain enough for any Node: says what is needed before anything newer is loaded.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 19)) {
  process.stderr.write(`turnwise needs Node 22.19 or newer; this is ${process.versions.node}\n`);
  process.exit(2);
}
import('../dist/cli/run.js').catch((error) => {
  const unbuilt = error?.code === 'ERR_MODULE_NOT_FOUND' && String(error.message).includes('dist');
  process.stderr.write(unbuilt ? 'turnwise is not built yet: run `npm run build`\n' : `${error?.stack ?? error}\n`);
  process.exit(1);
});
