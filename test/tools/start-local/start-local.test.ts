import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { linkingApp } from '../../support/linking-app.ts';

it('starts runs in the process of another package, and leaves no port, timer, thread or file', async () => {
  const folder = linkingApp();
  copyFileSync(join(import.meta.dirname, 'program.ts'), join(folder, 'program.ts'));
  const temporary = join(folder, 'tmp');
  mkdirSync(temporary);
  // It ends by itself only if nothing of the runs is left in it.
  const { stdout } = await promisify(execFile)(process.execPath, ['program.ts'], {
    cwd: folder,
    env: { ...process.env, TMPDIR: temporary },
    timeout: 110_000,
  });
  expect(JSON.parse(stdout)).toEqual({
    events: ['image.rejected'],
    statuses: [201, 403, 201],
    sameIssuer: true,
    givenUp: 'TimeoutError',
    gone: ['rejected', 'rejected'],
  });
  expect(readdirSync(temporary)).toEqual([]);
}, 120_000);
