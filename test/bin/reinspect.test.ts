import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** Pages of the table, as the reconciler answers. */
const pages = [
  { records: 500, asked: 2, cursor: 'x' },
  { records: 7, asked: 1 },
];

let folder: string;
let server: Server;
const asked: unknown[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'reinspect-'));
  server = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    asked.push(JSON.parse(body));
    response.end(JSON.stringify(pages[asked.length - 1]));
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

/** Runs the command as its users do. */
function reinspect(...args: string[]) {
  return new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    const command = ['run', '--silent', 'reinspect', '--', ...args];
    execFile('npm', command, { cwd: root }, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    );
  });
}

describe('npm run reinspect', () => {
  it('goes through the table page by page, says what it asked, and leaves no file when it is done', async () => {
    const place = join(folder, 'place.json');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
    const target = ['--base-url', url, '--api-key', 'k', '--place', place];
    const { code, stdout, stderr } = await reinspect(...target, '--where', 'contentType=image/heic');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '500 records read, 2 images to inspect\n' });
    expect(stdout).toMatch(/^507 records read, 3 images to inspect\. /);
    const request = { kind: 'reinspect', where: { contentType: 'image/heic' }, limit: 500 };
    expect(asked).toEqual([request, { ...request, cursor: 'x' }]);
    expect(existsSync(place)).toBe(false);
  });
});
