import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type ByHand, withFunctions } from '../../../local/gateway/by-hand.ts';
import type { Invocation } from '../../../local/lambda/functions.ts';
import { given } from '../support/given-run.ts';
import { lambda, restApi } from '../support/resources.ts';

const KEY = 'the-key';
const PATH = '/_functions/Code/invocations';

async function givenFunctions(
  outcome: Invocation = { payload: '{"done":true}' },
  key: string | undefined = KEY,
) {
  const events: unknown[] = [];
  const code = async (event: unknown) => {
    events.push(event);
    return outcome;
  };
  const functions: ByHand['functions'] = new Map([
    ['Other', code],
    ['Code', code],
  ]);
  const lines: string[] = [];
  const server = createServer(
    withFunctions({ key, functions, onAccess: (line) => lines.push(line) }, (_, response) =>
      response.end('the others'),
    ),
  );
  await new Promise<void>((listens) => server.listen(0, '127.0.0.1', listens));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return {
    events,
    lines,
    async call(path = PATH, init: RequestInit = {}) {
      const headers = { 'x-api-key': KEY };
      const response = await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', headers, ...init });
      return { status: response.status, headers: response.headers, text: await response.text() };
    },
  };
}

describe('a function by hand', () => {
  it('gets the event, and its payload is the answer', async () => {
    const { call, events, lines } = await givenFunctions();
    const { status, text } = await call(PATH, { body: '{"slice":1}' });
    expect({ status, text, events }).toEqual({ status: 200, text: '{"done":true}', events: [{ slice: 1 }] });
    expect(lines).toEqual([expect.stringMatching(/^POST \/_functions\/Code\/invocations 200 \d+ ms$/)]);
  });

  it.each<[string, RequestInit['headers']]>([
    ['without a key', {}],
    ['with another key', { 'x-api-key': 'the-kex' }],
    ['with the beginning of the key', { 'x-api-key': 'the' }],
    [
      'with two keys',
      [
        ['x-api-key', KEY],
        ['x-api-key', KEY],
      ],
    ],
  ])('is not invoked %s, and no browser is let in', async (_, headers) => {
    const { call, events } = await givenFunctions();
    const refused = await call(PATH, { body: '{}', headers: headers! });
    expect([refused.status, JSON.parse(refused.text)]).toEqual([403, { message: expect.any(String) }]);
    const preflight = await call(PATH, { method: 'OPTIONS', headers: { origin: 'https://a.example' } });
    expect(preflight.status).toBe(403);
    const cors = [refused, preflight]
      .flatMap((one) => [...one.headers.keys()])
      .filter((name) => /^access-/.test(name));
    expect({ cors, events }).toEqual({ cors: [], events: [] });
  });

  it('is not invoked in a run that has no key', async () => {
    const { call } = await givenFunctions(undefined, '');
    expect((await call(PATH, { body: '{}', headers: { 'x-api-key': '' } })).status).toBe(403);
  });

  it.each(['', 'x', '{"a":'])('takes no body such as %j', async (body) => {
    const { call, events } = await givenFunctions();
    expect((await call(PATH, { body })).status).toBe(400);
    expect(events).toEqual([]);
  });

  it('takes 6 MB, and no more', async () => {
    const { call, events } = await givenFunctions();
    const most = JSON.stringify('x'.repeat(6 * 1024 * 1024 - 2));
    expect((await call(PATH, { body: most })).status).toBe(200);
    expect((await call(PATH, { body: `${most} ` })).status).toBe(413);
    expect(events).toHaveLength(1);
  });

  it.each([
    '/_functions/None/invocations',
    '/_functions/',
    '/_functions/Code',
    '/_functions/Code/invocations/x',
  ])('is not at %s, and the answer names those that are', async (path) => {
    const { call } = await givenFunctions();
    const { status, text } = await call(path, { body: '{}' });
    expect(status).toBe(404);
    expect(JSON.parse(text).message).toMatch(/these functions: Code, Other\.$/);
  });

  it('is invoked by POST alone', async () => {
    const { call } = await givenFunctions();
    const { status, headers } = await call(PATH, { method: 'GET' });
    expect([status, headers.get('allow')]).toEqual([405, 'POST']);
  });

  it.each([
    [502, {}],
    [429, { throttled: true as const }],
  ])('that fails is answered with %i', async (expected, more) => {
    const error = { errorType: 'TypeError', errorMessage: 'no', trace: ['at secret.ts'] };
    const { call } = await givenFunctions({ error, ...more });
    const { status, text } = await call(PATH, { body: '{}' });
    expect([status, JSON.parse(text)]).toEqual([expected, { errorType: 'TypeError', errorMessage: 'no' }]);
  });

  it('leaves every other path to others', async () => {
    const { call } = await givenFunctions();
    expect((await call('/_function')).text).toBe('the others');
  });
});

describe('a run', () => {
  it('invokes its functions by their alias, with its key, and by its schedules', async () => {
    const target = { 'Fn::GetAtt': ['Code', 'Arn'] };
    const run = await given(
      {
        ...lambda('Code'),
        ...restApi([]),
        Key: { Type: 'AWS::ApiGateway::ApiKey', Properties: {} },
        Live: {
          Type: 'AWS::Lambda::Alias',
          Properties: { FunctionName: { Ref: 'Code' }, Name: 'live', FunctionVersion: '1' },
        },
        Tick: {
          Type: 'AWS::Events::Rule',
          Properties: {
            ScheduleExpression: 'rate(1 day)',
            Targets: [{ Id: 'code', Arn: target, Input: '"from a schedule"' }],
          },
        },
        Permission: {
          Type: 'AWS::Lambda::Permission',
          Properties: {
            Action: 'lambda:InvokeFunction',
            FunctionName: target,
            Principal: 'events.amazonaws.com',
          },
        },
      },
      'exports.handler = async (event, { invokedFunctionArn }) => { console.log(event); return { event, by: invokedFunctionArn }; };',
      { apiKey: KEY },
    );
    const url = `${new URL(run.baseUrl).origin}${PATH}`;
    const answer = await fetch(url, { method: 'POST', headers: { 'x-api-key': KEY }, body: '7' });
    expect(await answer.json()).toEqual({ event: 7, by: expect.stringMatching(/:app-Code:live$/) });
    await run.schedules[0]!.fire();
    expect(run.logs).toContainEqual({ source: 'schedule', line: 'Tick fires.' });
  });
});
