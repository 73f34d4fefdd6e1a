import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createFunction } from '../../../local/lambda/functions.ts';
import { isLogged } from '../../../local/lambda/log-level.ts';

const timestamp = '2026-11-25T12:00:00.000Z';
const line = (fields: object) => JSON.stringify(fields);

describe('a function that logs from WARN on', () => {
  it.each([
    ['FATAL', true],
    ['ERROR', true],
    ['WARN', true],
    ['warn', true],
    ['INFO', false],
    ['DEBUG', false],
    ['TRACE', false],
  ])('with a line of level %s: %s', (level, logged) => {
    expect(isLogged(line({ timestamp, level }), 'WARN')).toBe(logged);
  });

  it.each([
    ['without a level', { timestamp }],
    ['with a level that is none', { timestamp, level: 'LOUD' }],
    ['without a timestamp', { level: 'ERROR' }],
    ['with a timestamp that is none', { level: 'ERROR', timestamp: 'yesterday' }],
    ['with a number for a timestamp', { level: 'ERROR', timestamp: 1_764_000_000_000 }],
  ])('loses a line %s, which Lambda takes for INFO', (_, fields) => {
    expect(isLogged(line(fields), 'WARN')).toBe(false);
    expect(isLogged(line(fields), 'INFO')).toBe(true);
  });

  it.each(['Error: at once', '    at index.js:3', '{ not JSON', ''])('keeps %j, which is no JSON', (text) => {
    expect(isLogged(text, 'ERROR')).toBe(true);
  });
});

it('a function that logs text is not filtered', () => {
  expect(isLogged(line({ timestamp, level: 'DEBUG' }), undefined)).toBe(true);
});

it.each([
  ['DEBUG', ['INFO', 'FATAL']],
  ['WARN', ['FATAL']],
])('a function that runs here at %s writes %j', async (logLevel, expected) => {
  const code = mkdtempSync(join(tmpdir(), 'function-'));
  const lines = ['INFO', 'FATAL'].map((level) => line({ timestamp, level }));
  writeFileSync(
    join(code, 'index.js'),
    `exports.handler = async () => { process.stdout.write(${JSON.stringify(`${lines.join('\n')}\n`)}); };`,
  );
  const logged: string[] = [];
  const local = createFunction(
    {
      name: 'Code',
      arn: 'arn:aws:lambda:us-east-1:000000000000:function:Code',
      region: 'us-east-1',
      code,
      handler: 'index.handler',
      runtime: 'nodejs24.x',
      timeoutSeconds: 10,
      memoryMb: 128,
      version: '1',
      logGroup: '/logs',
      logLevel,
      reserved: undefined,
      variables: {},
      credentials: { accessKeyId: 'ASIAKEY', secretAccessKey: 'secret', sessionToken: 'token' },
      endpoints: {},
    },
    (text) => logged.push(JSON.parse(text).level),
  );
  onTestFinished(async () => {
    await local.close();
    rmSync(code, { recursive: true });
  });
  await local.invoke({});
  // The last line is the one that every level keeps.
  await expect.poll(() => logged.at(-1)).toBe('FATAL');
  expect(logged).toEqual(expected);
});
