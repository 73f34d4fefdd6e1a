import { describe, expect, it } from 'vitest';
import { readOptions, USAGE } from '../../../tools/local/local-options.ts';

const aws = { AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'secret' };
const credentials = { accessKeyId: 'key', secretAccessKey: 'secret' };

describe('the flags of npm start', () => {
  it('serve the page from its sources with --dev', () => {
    expect(readOptions(['--dev'], {})?.page).toBe('dev');
  });

  it('have defaults', () => {
    expect(readOptions([], {})).toEqual({
      stage: 'dev',
      port: 3000,
      chaos: false,
      page: 'built',
      apiKey: undefined,
      dynamodb: undefined,
      s3: undefined,
    });
  });

  it('set port, key, stage and chaos', () => {
    const args = ['--port', '0', '--api-key=k', '--stage', 'prod', '--chaos'];
    expect(readOptions(args, {})).toMatchObject({ port: 0, apiKey: 'k', stage: 'prod', chaos: true });
  });

  it('open it to the network, and fix its ports', () => {
    expect(readOptions(['--host', '0.0.0.0', '--s3-port', '9000'], {})).toMatchObject({
      host: '0.0.0.0',
      s3Port: 9000,
    });
    expect(readOptions(['--host', '::'], {})?.host).toBe('::');
  });

  it('point it at other engines, with the credentials of the environment', () => {
    const args = ['--dynamodb-endpoint', 'http://127.0.0.1:8000', '--s3-endpoint', 'https://s3.example'];
    expect(readOptions(args, aws)).toMatchObject({
      dynamodb: { endpoint: 'http://127.0.0.1:8000', credentials },
      s3: { endpoint: 'https://s3.example', credentials },
    });
  });

  it('need no credentials for DynamoDB Local', () => {
    expect(readOptions(['--dynamodb-endpoint', 'http://x'], {})?.dynamodb?.credentials).toBeDefined();
  });

  it('deliver images', () => {
    expect(readOptions(['--delivery'], {})?.delivery).toBe(true);
  });

  it('sign users in, at a port of choice', () => {
    expect(readOptions(['--users'], {})?.users).toEqual({ port: undefined });
    expect(readOptions(['--users', '--users-port', '9001'], {})?.users).toEqual({ port: 9001 });
    expect(readOptions(['--users', '--host', '127.0.0.1'], {})?.users).toEqual({ port: undefined });
  });

  it('name receivers of events, each with a secret of its own', () => {
    const args = ['--webhook', 'http://127.0.0.1:4000/hook', '--webhook=http://localhost:4001'];
    const { webhooks = [] } = readOptions(args, {})!;
    expect(webhooks).toEqual([
      { name: 'hook-1', url: 'http://127.0.0.1:4000/hook', secret: expect.stringMatching(/^whsec_.{44}$/) },
      { name: 'hook-2', url: 'http://localhost:4001', secret: expect.stringMatching(/^whsec_.{44}$/) },
    ]);
    expect(webhooks[0]!.secret).not.toBe(webhooks[1]!.secret);
  });

  it('write the settings of a program into a file', () => {
    expect(readOptions(['--env', '../app/.env'], {})?.env).toEqual({ file: '../app/.env', insist: false });
    expect(readOptions(['--env=.env', '--insist'], {})?.env).toEqual({ file: '.env', insist: true });
  });

  it('are all in the help', () => {
    expect(readOptions(['--help'], {})).toBeUndefined();
    for (const flag of [
      'port',
      'host',
      's3-port',
      'data',
      'api-key',
      'stage',
      'dynamodb-endpoint',
      's3-endpoint',
      'users',
      'users-port',
      'webhook',
      'env',
      'insist',
      'chaos',
      'help',
    ]) {
      expect(USAGE).toContain(`--${flag}`);
    }
  });

  it.each([
    [['--port', '70000'], '--port must be a number from 0 to 65535, not "70000"'],
    [['--port', '1e3'], '--port must be'],
    [['--webhook', 'https://a.example/'], '--webhook must be an http URL on this machine'],
    [['--webhook', 'http://10.0.0.1/'], '--webhook must be an http URL on this machine'],
    [['--webhook', '4000'], '--webhook must be an http URL on this machine'],
    [Array(11).fill('--webhook=http://127.0.0.1:1/'), '--webhook: webhooks must be at most 10'],
    [['--port', ''], '--port must be'],
    [['--s3-port', 'x'], '--s3-port must be a number from 0 to 65535, not "x"'],
    [['--host', 'http://phone'], '--host must be an address or name of this machine, without a port'],
    [['--host', ''], '--host must be'],
    [['--users', '--host', '0.0.0.0'], '--users signs in at an issuer on 127.0.0.1'],
    [['--users-port', '9001'], '--users-port is of the issuer that --users starts'],
    [['--users', '--users-port', 'x'], '--users-port must be a number'],
    [['--env', ''], '--env must name a file'],
    [['--insist'], '--insist is of the file that --env writes'],
    [['--data', ''], '--data must be a folder'],
    [['--data', 'x', '--dynamodb-endpoint', 'http://x'], '--data keeps what the embedded engines have'],
    [['--port'], "Option '--port <value>' argument missing"],
    [['--verbose'], "Unknown option '--verbose'"],
    [['dev'], "Unexpected argument 'dev'"],
    [['--api-key', 'two words'], '--api-key must be'],
    [['--api-key', 'ключ'], '--api-key must be'],
    [['--dynamodb-endpoint', 'localhost:8000'], '--dynamodb-endpoint must be an http or https URL'],
    [['--s3-endpoint', 'http://x'], '--s3-endpoint needs AWS_ACCESS_KEY_ID'],
  ])('%j are refused in one line', (args, message) => {
    expect(() => readOptions(args, {})).toThrow(message);
    expect(() => readOptions(args, {})).not.toThrow(/\n/);
  });
});
