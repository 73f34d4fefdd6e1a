import { describe, expect, it } from 'vitest';
import { given } from '../../support/given-run.ts';
import { allow, authorizedApi, deny, givenGateway, policy } from './given-gateway.ts';

describe('the function of a TOKEN authorizer', () => {
  it.each([
    ['GET', '/', 'GET/'],
    ['POST', '/things/7?a=1', 'POST/things/7'],
    ['DELETE', '/files/a/b.jpg', 'DELETE/files/a/b.jpg'],
    ['GET', '/things/%37', 'GET/things/7'],
    ['GET', '/things/7/', 'GET/things/7'],
    ['GET', '/files/a%2Fb', 'GET/files/a/b'],
  ])('is called with the token and the ARN of %s %s', async (method, path, called) => {
    const { call, asked, stageArn } = await givenGateway(() => allow());
    expect((await call(path, 'Bearer abc', { method })).status).toBe(200);
    expect(asked).toEqual([
      { type: 'TOKEN', methodArn: `${stageArn}/${called}`, authorizationToken: 'Bearer abc' },
    ]);
  });

  it.each([
    ['no token', undefined, {}],
    ['an empty token', '', {}],
    ['a token that is in another header', undefined, { 'X-Token': 'abc' }],
  ])('is not called with %s: 401', async (_, token, headers) => {
    const { call, asked } = await givenGateway(() => allow());
    const answer = await call('/', token, { headers });
    expect(answer).toMatchObject({ status: 401, text: '{"message":"Unauthorized"}' });
    expect(answer.headers.get('x-amzn-errortype')).toBe('UnauthorizedException');
    expect(asked).toEqual([]);
  });

  it('reads the token from the header that the identity source names, in any case', async () => {
    const authorizer = { IdentitySource: 'method.request.header.X-Token' };
    const { call, asked } = await givenGateway(() => allow(), { authorizer });
    expect((await call('/', undefined, { headers: { 'x-TOKEN': 'abc' } })).status).toBe(200);
    expect((await call('/', 'abc')).status).toBe(401);
    expect(asked).toMatchObject([{ authorizationToken: 'abc' }]);
  });

  it('reads it from Authorization when no identity source is named', async () => {
    const { call } = await givenGateway(() => allow(), { authorizer: { IdentitySource: undefined } });
    expect((await call('/', 'abc')).status).toBe(200);
  });

  it.each([
    ['Bearer [a-z]+', 'Bearer abc', 200],
    ['^Bearer [a-z]+$', 'Bearer abc', 200],
    ['Bearer [a-z]+', 'Bearer abc1', 401],
    ['[a-z]+', 'Bearer abc', 401],
    ['a|b', 'ax', 401],
    ['Bearer [a-z]+', 'bearer abc', 401],
  ])('is called for tokens that %s matches whole: %s gets %i', async (expression, token, status) => {
    const authorizer = { IdentityValidationExpression: expression };
    const { call, asked } = await givenGateway(() => allow(), { authorizer });
    expect((await call('/', token)).status).toBe(status);
    expect(asked).toHaveLength(status === 200 ? 1 : 0);
  });

  it('is not called for a method ARN that is too long: 414', async () => {
    const { call, asked } = await givenGateway(() => allow());
    expect((await call(`/files/${'a'.repeat(1600)}`, 'abc')).status).toBe(414);
    expect(asked).toEqual([]);
  });
});

describe('a caller who is let in', () => {
  it('is told to the method, with texts for what the authorizer says of it', async () => {
    const context = { name: 'Ada', age: 36, admin: false, nothing: null, principalId: 'another' };
    const { call } = await givenGateway(() => allow({ context }));
    const { requestContext } = (await call('/', 'abc')).json();
    expect(requestContext.authorizer).toEqual({
      name: 'Ada',
      age: '36',
      admin: 'false',
      principalId: 'somebody',
      integrationLatency: expect.any(Number),
    });
  });

  it.each<[string, Record<string, unknown>, number]>([
    ['its method ARN', { Resource: '{stage}/GET/things/7' }, 200],
    ['its method ARN among others', { Resource: ['{stage}/GET/', '{stage}/GET/things/7'] }, 200],
    ['every method of the path', { Resource: '{stage}/*/things/7' }, 200],
    ['everything below the path', { Resource: '{stage}/GET/things/*' }, 200],
    ['a path but for one character', { Resource: '{stage}/GET/things/?' }, 200],
    ['every API', { Resource: 'arn:aws:execute-api:*:*:*' }, 200],
    ['all but another path', { Resource: undefined, NotResource: '{stage}/GET/things/8' }, 200],
    ['all but its path', { Resource: undefined, NotResource: '{stage}/GET/things/*' }, 403],
    ['another method', { Resource: '{stage}/POST/things/7' }, 403],
    ['another path', { Resource: '{stage}/GET/things/77' }, 403],
    ['the path in another case', { Resource: '{stage}/GET/Things/7' }, 403],
    ['every action', { Action: '*' }, 200],
    ['actions by a wildcard', { Action: 'execute-api:I*' }, 200],
    ['the action in another case', { Action: 'Execute-API:invoke' }, 200],
    ['another action', { Action: 'execute-api:InvalidateCache' }, 403],
    ['all but another action', { Action: undefined, NotAction: 'execute-api:ManageConnections' }, 200],
    ['all but the action', { Action: undefined, NotAction: 'execute-api:*' }, 403],
    ['TLS alone', { Condition: { Bool: { 'aws:SecureTransport': 'true' } } }, 200],
    ['its address', { Condition: { StringEquals: { 'aws:sourceip': '127.0.0.1' } } }, 200],
    ['another address', { Condition: { StringEquals: { 'aws:SourceIp': '127.0.0.2' } } }, 403],
    ['other clients', { Condition: { StringNotLike: { 'aws:UserAgent': 'test*' } } }, 403],
    ['those from a page', { Condition: { StringLike: { 'aws:Referer': 'https://*' } } }, 403],
  ])('by a policy that allows %s: %o gets %i', async (_, statement, status) => {
    const { call } = await givenGateway(({ methodArn }) => {
      const stage = methodArn.split('/').slice(0, 2).join('/');
      return JSON.parse(JSON.stringify(policy(statement)).replaceAll('{stage}', stage));
    });
    expect((await call('/things/7', 'abc', { headers: { 'User-Agent': 'test/1' } })).status).toBe(status);
  });
});

describe('a caller who is denied', () => {
  const denied = 'User is not authorized to access this resource';

  it.each([
    ['nothing', { principalId: 'a', policyDocument: { Version: '2012-10-17', Statement: [] } }, ''],
    ['another method', policy({ Resource: 'arn:aws:execute-api:us-east-1:1:api/v1/GET/' }), ''],
    ['a denial', deny(), ' with an explicit deny'],
  ])('by %s gets 403', async (_, answer, suffix) => {
    const { call } = await givenGateway(() => answer);
    const { status, headers, json } = await call('/', 'abc');
    expect(status).toBe(403);
    expect(json()).toEqual({ Message: denied + suffix });
    expect(headers.get('x-amzn-errortype')).toBe('AccessDeniedException');
  });

  it('is one to whom a denial applies, whatever else allows', async () => {
    const { call } = await givenGateway(({ methodArn }) => ({
      principalId: 'a',
      policyDocument: {
        Statement: [
          { Effect: 'Allow', Action: '*', Resource: '*' },
          { Effect: 'Deny', Action: 'execute-api:Invoke', Resource: methodArn.replace('/7', '/8') },
        ],
      },
    }));
    expect((await call('/things/7', 'abc')).status).toBe(200);
    expect((await call('/things/8', 'abc')).json()).toEqual({ Message: `${denied} with an explicit deny` });
  });
});

describe('in a local run, the function of an authorizer', () => {
  it('runs with the variables and the role of its template', async () => {
    const source = `exports.handler = async ({ authorizationToken, methodArn }, { invokedFunctionArn }) => {
      if (!authorizationToken) return { statusCode: 200 };
      if (authorizationToken !== process.env.TOKEN) throw new Error('Unauthorized');
      return { principalId: invokedFunctionArn, policyDocument: { Version: '2012-10-17', Statement: [
        { Effect: 'Allow', Action: 'execute-api:Invoke', Resource: methodArn }] } };
    };`;
    const resources = authorizedApi();
    Object.assign(resources.Auth!.Properties!, { Environment: { Variables: { TOKEN: 'abc' } } });
    const run = await given(resources, source);
    const statuses = ['abc', 'abcd'].map(
      async (Authorization) => (await fetch(`${run.baseUrl}/`, { headers: { Authorization } })).status,
    );
    expect(await Promise.all(statuses)).toEqual([200, 401]);
  });

  it('that does not start stops the run', async () => {
    const source =
      "if (process.env.AWS_LAMBDA_FUNCTION_NAME === 'app-Auth') throw new Error('no token store');";
    const rest = 'exports.handler = async () => ({ statusCode: 200 });';
    await expect(given(authorizedApi(), source + rest)).rejects.toThrow(
      'app-Auth does not start: Error: no token store',
    );
  });
});
