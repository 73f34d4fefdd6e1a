import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Built, Order } from './build-functions.ts';

export interface Builder {
  /** One after the other, however many are ordered. @throws Error when the builder was closed, or has ended by itself */
  build(order: Order): Promise<Built>;
  close(): void;
}

const program = fileURLToPath(new URL('./build-functions.ts', import.meta.url));

/** Starts a process that bundles functions. It ends with this one. */
export function startBuilder(): Builder {
  // The bundler prints its errors, which come as answers too.
  const child = fork(program, { execArgv: ['--no-warnings'], stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  const ended = once(child, 'exit').then(() => {
    throw new Error('The process that bundles functions has ended.');
  });
  ended.catch(() => {});
  const build = async (order: Order): Promise<Built> => {
    const built = once(child, 'message') as Promise<[Built]>;
    child.send(order);
    return (await Promise.race([built, ended]))[0];
  };
  let last: Promise<unknown> = Promise.resolve();
  return {
    build(order) {
      const next = last.then(() => build(order));
      last = next.catch(() => {});
      return next;
    },
    close: () => void child.kill('SIGKILL'),
  };
}
