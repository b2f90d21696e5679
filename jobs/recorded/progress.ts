/** A counter on one line of a terminal; silent where nobody watches. */
export function createProgress(label: string, total: number): { step(): void; done(): void } {
  const isWatched = process.stderr.isTTY === true;
  let count = 0;
  const show = () => process.stderr.write(`\r${label} ${count}/${total} `);
  return {
    step() {
      count += 1;
      if (isWatched && (count % 20 === 0 || count === total)) show();
    },
    done() {
      if (isWatched) process.stderr.write('\r\x1b[K');
    },
  };
}
