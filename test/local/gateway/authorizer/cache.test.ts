import { describe, expect, it } from 'vitest';
import { allow, authorizedApi, deny, givenGateway, guarded, policy } from './given-gateway.ts';

/** A gateway whose clock a test moves on. */
async function givenClock(
  auth: Parameters<typeof givenGateway>[0],
  authorizer: Record<string, unknown> = {},
  rest: Parameters<typeof givenGateway>[1] = {},
) {
  const clock = { seconds: 1000 };
  const gateway = await givenGateway(auth, { authorizer, ...rest, now: () => clock.seconds * 1000 });
  return { ...gateway, clock };
}

describe('the answer of an authorizer', () => {
  it.each([
    ['five minutes, when nothing is said', {}, 300],
    ['as long as is said', { AuthorizerResultTtlInSeconds: 60 }, 60],
    ['an hour at most', { AuthorizerResultTtlInSeconds: 3600 }, 3600],
  ])('is good for %s', async (_, authorizer, seconds) => {
    const { call, asked, clock } = await givenClock(() => allow(), authorizer);
    await call('/', 'abc');
    clock.seconds += seconds - 1;
    expect((await call('/', 'abc')).status).toBe(200);
    expect(asked).toHaveLength(1);
    clock.seconds += 1;
    expect((await call('/', 'abc')).status).toBe(200);
    expect(asked).toHaveLength(2);
  });

  it('is asked for each time when none is kept', async () => {
    const { call, asked } = await givenClock(() => allow(), { AuthorizerResultTtlInSeconds: 0 });
    await call('/', 'abc');
    await call('/', 'abc');
    expect(asked).toHaveLength(2);
  });

  it('is not good for another token', async () => {
    const { call, asked } = await givenClock(({ authorizationToken }) =>
      authorizationToken === 'abc' ? allow() : deny(),
    );
    const statuses = [await call('/', 'abc'), await call('/', 'Abc'), await call('/', 'abc')];
    expect(statuses.map(({ status }) => status)).toEqual([200, 403, 200]);
    expect(asked).toHaveLength(2);
  });

  it('is the whole policy: what it allowed one path, it refuses another', async () => {
    const { call, asked, clock } = await givenClock(({ methodArn }) => policy({ Resource: methodArn }));
    expect((await call('/things/7', 'abc')).status).toBe(200);
    expect((await call('/things/8', 'abc')).status).toBe(403);
    expect((await call('/things/7', 'abc', { method: 'PUT' })).status).toBe(403);
    expect(asked).toHaveLength(1);
    clock.seconds += 300;
    expect((await call('/things/8', 'abc')).status).toBe(200);
  });

  it('tells methods the same of the caller while it is kept', async () => {
    const { call } = await givenClock(() => allow({ context: { name: 'Ada' } }));
    const caller = async () => (await call('/', 'abc')).json().requestContext.authorizer;
    const known = { name: 'Ada', principalId: 'somebody', integrationLatency: 0 };
    expect([await caller(), await caller()]).toEqual([known, known]);
  });

  it('is kept when it is a denial', async () => {
    const answers = [deny(), allow()];
    const { call, asked, clock } = await givenClock(() => answers.shift());
    const status = async () => (await call('/', 'abc')).status;
    expect([await status(), await status()]).toEqual([403, 403]);
    expect(asked).toHaveLength(1);
    clock.seconds += 300;
    expect(await status()).toBe(200);
  });

  it.each([
    ['Unauthorized', 401, () => Promise.reject(new Error('Unauthorized'))],
    ['an error', 500, () => Promise.reject(new Error('no token store'))],
    ['malformed', 500, () => 'no answer'],
    ['a policy that cannot be judged', 500, () => policy({ Condition: { Bool: { 'aws:x': 'true' } } })],
  ])('is not kept when it is %s', async (_, status, first) => {
    let calls = 0;
    const { call } = await givenClock(() => (calls++ === 0 ? first() : allow()));
    expect([(await call('/', 'abc')).status, (await call('/', 'abc')).status]).toEqual([status, 200]);
  });

  it('is of one authorizer, and not of another that gets the same token', async () => {
    const { Authorizer } = authorizedApi();
    const { call, asked } = await givenClock(
      () => allow(),
      {},
      {
        methods: [
          guarded('/one'),
          guarded('/two', { AuthorizerId: { 'Fn::GetAtt': ['Other', 'AuthorizerId'] } }),
        ],
        resources: {
          Other: Authorizer!,
          PermissionOther: {
            Type: 'AWS::Lambda::Permission',
            Properties: {
              Action: 'lambda:InvokeFunction',
              FunctionName: { Ref: 'Auth' },
              Principal: 'apigateway.amazonaws.com',
            },
          },
        },
      },
    );
    for (const path of ['/one', '/two', '/one', '/two']) await call(path, 'abc');
    expect(asked.map(({ methodArn }) => methodArn.split('/').at(-1))).toEqual(['one', 'two']);
  });

  it('is of one stage', async () => {
    const resources = {
      Second: {
        Type: 'AWS::ApiGateway::Stage',
        Properties: { RestApiId: { Ref: 'Api' }, StageName: 'v2' },
      },
    };
    const { call, asked } = await givenClock(() => allow(), {}, { resources });
    for (const path of ['/', '/../v2/', '/', '/../v2/']) await call(path, 'abc');
    expect(asked.map(({ methodArn }) => methodArn.split('/')[1])).toEqual(['v1', 'v2']);
  });
});
