import { availableParallelism } from 'node:os';
import { describe, expect, it } from 'vitest';
import type { LocalFunction } from '../../../local/lambda/functions.ts';
import { givenFunction } from './given-function.ts';

const value = async (outcome: ReturnType<LocalFunction['invoke']>) => {
  const settled = await outcome;
  return 'payload' in settled ? JSON.parse(settled.payload) : settled;
};

describe('a function', () => {
  it('gets the event and a context, and answers with JSON', async () => {
    const local = givenFunction(`exports.handler = async (event, context) => ({
      event, name: context.functionName, arn: context.invokedFunctionArn, id: context.awsRequestId,
      time: context.getRemainingTimeInMillis() });`);
    expect(await value(local.invoke({ a: 1 }, `${local.arn}:live`))).toEqual({
      event: { a: 1 },
      name: 'app-Code',
      arn: `${local.arn}:live`,
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      time: expect.toSatisfy((ms: number) => ms > 0 && ms <= 10_000),
    });
  });

  it('sees the variables of its template and of Lambda, and none of this machine', async () => {
    process.env.LEAKED = 'from the machine';
    const local = givenFunction('exports.handler = async () => process.env;', {
      variables: { TABLE: 'things' },
      logLevel: 'WARN',
    });
    const env = await value(local.invoke({}));
    delete process.env.LEAKED;
    expect(env).toMatchObject({
      TABLE: 'things',
      AWS_REGION: 'us-east-1',
      AWS_LAMBDA_FUNCTION_NAME: 'app-Code',
      AWS_LAMBDA_LOG_LEVEL: 'WARN',
      AWS_ACCESS_KEY_ID: 'ASIAKEY',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_SESSION_TOKEN: 'token',
      AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:1',
    });
    expect(Object.keys(env).filter((name) => !/^(AWS_|LAMBDA_|_|TZ$|LANG$|TABLE$)/.test(name))).toEqual([]);
  });

  it('keeps its environment from one event to the next', async () => {
    const local = givenFunction('let count = 0; exports.handler = async () => ++count;');
    expect([await value(local.invoke({})), await value(local.invoke({}))]).toEqual([1, 2]);
  });

  it('works on one event at a time in each environment', async () => {
    const local = givenFunction(`let busy = 0, most = 0; exports.handler = async () => {
      most = Math.max(most, ++busy); await new Promise((r) => setTimeout(r, 30)); busy--; return most; };`);
    const outcomes = await Promise.all(Array.from({ length: 12 }, () => value(local.invoke({}))));
    expect(outcomes).toEqual(Array(12).fill(1));
  });

  it('starts no more environments than this machine can bear; other events wait', async () => {
    const local = givenFunction(`const id = Math.random();
      exports.handler = () => new Promise((r) => setTimeout(r, 20, id));`);
    const outcomes = await Promise.all(Array.from({ length: 60 }, () => value(local.invoke({}))));
    const environments = new Set(outcomes).size;
    expect(environments).toBeGreaterThan(1);
    expect(environments).toBeLessThanOrEqual(Math.max(4, 2 * availableParallelism()));
  });

  it('starts as many as its event sources hand over at once, so that none waits for another', async () => {
    const environments = 2 + Math.max(4, 2 * availableParallelism());
    // Each stays until all are there.
    const code = `const { readdirSync, writeFileSync } = require('node:fs');
      const id = Math.random();
      exports.handler = async () => {
        writeFileSync(__dirname + '/at-' + id, '');
        const at = () => readdirSync(__dirname).filter((name) => name.startsWith('at-')).length;
        while (at() < ${environments}) await new Promise((r) => setTimeout(r, 20));
        return id;
      };`;
    const local = givenFunction(code, { environments });
    const outcomes = await Promise.all(Array.from({ length: environments }, () => value(local.invoke({}))));
    expect(new Set(outcomes).size).toBe(environments);
  }, 60_000);

  it('is throttled beyond its reserved concurrency', async () => {
    const slow = 'exports.handler = () => new Promise((r) => setTimeout(r, 200));';
    const local = givenFunction(slow, { reserved: 2 });
    const outcomes = await Promise.all([1, 2, 3].map(() => local.invoke({})));
    expect(outcomes.map((outcome) => 'throttled' in outcome)).toEqual([false, false, true]);
  });

  it('prints to the log, line by line', async () => {
    const local = givenFunction(
      `exports.handler = async () => { console.log('one\\ntwo'); console.error('three'); };`,
    );
    await local.invoke({});
    await expect.poll(() => local.lines.toSorted()).toEqual(['one', 'three', 'two']);
  });

  it('prints lines that were written in parts, and what it wrote last before it ended', async () => {
    const local = givenFunction(
      `exports.handler = () => {
        process.stdout.write('ho');
        process.stderr.write('a complaint\\n');
        process.stdout.write(Buffer.from('n\\u00e9').subarray(0, 2));
        process.stdout.write(Buffer.from('\\u00e9y\\r\\nbe').subarray(1));
        process.stdout.write('65', 'hex', () => process.exit(1));
      };`,
    );
    await local.invoke({});
    await expect.poll(() => local.lines.toSorted()).toEqual(['a complaint', 'bee', 'honéy']);
  });

  it.each([
    ['index.mjs', 'export const handler = async () => "module";', 'module'],
    ['index.cjs', 'exports.handler = async () => "common";', 'common'],
  ])('may be %s', async (file, source, expected) => {
    expect(await value(givenFunction(source, {}, file).invoke({}))).toBe(expected);
  });
});

describe('a failing function', () => {
  it.each([
    ['throws', 'exports.handler = async () => { throw new TypeError("no good"); };', 'TypeError', 'no good'],
    ['throws a text', 'exports.handler = async () => { throw "text"; };', 'string', 'text'],
    ['exits', 'exports.handler = async () => process.exit(1);', 'Runtime.ExitError', 'Runtime exited'],
    [
      'fails outside of its handler',
      'exports.handler = () => new Promise(() => setTimeout(() => { throw new RangeError("later"); }));',
      'RangeError',
      'later',
    ],
    ['answers what JSON cannot say', 'exports.handler = async () => 1n;', 'TypeError', 'BigInt'],
    [
      'answers too much',
      'exports.handler = async () => "x".repeat(7e6);',
      'Function.ResponseSizeTooLarge',
      '6291556',
    ],
    ['has no handler', 'exports.other = 1;', 'Runtime.HandlerNotFound', 'index.handler'],
    ['does not load', 'require("nowhere");', 'Error', 'Cannot find module'],
  ])('that %s says so', async (_, source, errorType, message) => {
    const outcome = await givenFunction(source).invoke({});
    expect(outcome).toMatchObject({ error: { errorType, errorMessage: expect.stringContaining(message) } });
  });

  it('that hangs, even in a loop, is ended at its timeout, and a new environment takes the next event', async () => {
    const source = 'exports.handler = async ({ hang }) => { while (hang); return "fine"; };';
    const local = givenFunction(source, { timeoutSeconds: 0.5 });
    expect(await local.invoke({ hang: true })).toMatchObject({
      error: {
        errorType: 'Sandbox.Timedout',
        errorMessage: expect.stringContaining('Task timed out after 0.5'),
      },
    });
    expect(await value(local.invoke({}))).toBe('fine');
  });

  it('is not given an event that Lambda would not take', async () => {
    const outcome = await givenFunction('exports.handler = async () => 1;').invoke('x'.repeat(7e6));
    expect(outcome).toMatchObject({ tooLarge: true });
  });

  it('that cannot start is told at once', async () => {
    const source = 'if (!process.env.TABLE) throw new Error("Missing environment variables: TABLE");';
    await expect(givenFunction(source).warm()).rejects.toThrow(
      'app-Code does not start: Error: Missing environment variables: TABLE',
    );
  });
});
