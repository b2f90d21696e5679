/** Removes what the build writes, so that a file that was renamed is not shipped under its old name too. */
import { rmSync } from 'node:fs';

rmSync(new URL('../dist', import.meta.url), { recursive: true, force: true });
