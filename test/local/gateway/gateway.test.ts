import { describe, expect, it } from 'vitest';
import { givenGateway } from './given-gateway.ts';

const gateway = givenGateway();
const { call } = gateway;
const echo = async (...args: Parameters<typeof call>) => (await call(...args)).json();

describe('the event of a proxy integration', () => {
  it('has the shape of payload 1.0', async () => {
    const event = await echo('POST', '/echo/a%20b?x=1&x=2&y=%2B+z', {
      body: '{"a":1}',
      headers: { 'content-type': 'application/json', 'User-Agent': 'test', 'x-two': 'b' },
    });
    const { host } = new URL(gateway.baseUrl);
    expect(event).toMatchObject({
      resource: '/echo/{id}',
      path: '/echo/a%20b',
      httpMethod: 'POST',
      headers: { 'content-type': 'application/json', host, 'X-Forwarded-Proto': 'http' },
      multiValueHeaders: { 'x-two': ['b'] },
      queryStringParameters: { x: '2', y: '+ z' },
      multiValueQueryStringParameters: { x: ['1', '2'], y: ['+ z'] },
      pathParameters: { id: 'a b' },
      stageVariables: { color: 'red' },
      body: '{"a":1}',
      isBase64Encoded: false,
      requestContext: {
        accountId: '000000000000',
        apiId: expect.stringMatching(/^[a-z0-9]{10}$/),
        domainName: host,
        httpMethod: 'POST',
        identity: { sourceIp: '127.0.0.1', userAgent: 'test' },
        path: '/v1/echo/a%20b',
        protocol: 'HTTP/1.1',
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        requestTime: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
        requestTimeEpoch: expect.any(Number),
        resourcePath: '/echo/{id}',
        stage: 'v1',
      },
    });
  });

  it('is null where there is nothing', async () => {
    expect(await echo('GET', '/echo')).toMatchObject({
      body: null,
      queryStringParameters: null,
      multiValueQueryStringParameters: null,
      pathParameters: null,
    });
  });

  it('keeps the slashes of a greedy path', async () => {
    expect((await echo('GET', '/files/a/b%2Fc')).pathParameters).toEqual({ proxy: 'a/b/c' });
  });

  it('takes names that JavaScript has given a meaning for names', async () => {
    const { queryStringParameters } = await echo('GET', '/echo?constructor=1&toString=2', {
      headers: { valueOf: 'three' },
    });
    expect(queryStringParameters).toEqual({ constructor: '1', toString: '2' });
  });

  it('names the key that was used', async () => {
    const { requestContext } = await echo('GET', '/keyed', { headers: { 'X-Api-Key': 'the-key' } });
    expect(requestContext.identity).toMatchObject({ apiKey: 'the-key', apiKeyId: 'app-Key' });
  });
});

describe('every answer', () => {
  it('carries a request id, the same as the event', async () => {
    const { headers, json } = await call('GET', '/echo');
    expect(headers.get('x-amzn-requestid')).toBe(json().requestContext.requestId);
  });

  it('may repeat headers', async () => {
    expect((await call('GET', '/odd?how=many')).headers.get('x-many')).toBe('1, 2');
  });

  it('has no body after HEAD, and none with 204', async () => {
    expect(await call('HEAD', '/echo')).toMatchObject({ status: 200, text: '' });
    const empty = await call('GET', '/odd?how=empty');
    expect(empty).toMatchObject({ status: 204, text: '' });
    expect(empty.headers.get('content-length')).toBeNull();
  });
});

describe('API Gateway itself answers', () => {
  it.each([
    ['a path that is not there', 'GET', '/nowhere'],
    ['a method that is not there', 'PUT', '/checked'],
    ['a path with an empty part', 'GET', '//echo'],
  ])('%s as the template shapes it', async (_, method, path) => {
    const { status, headers, json } = await call(method, path, { headers: { origin: 'https://a.example' } });
    expect(status).toBe(404);
    expect(json()).toEqual({
      why: 'Missing Authentication Token',
      id: headers.get('x-amzn-requestid'),
      type: 'MISSING_AUTHENTICATION_TOKEN',
    });
    expect(headers.get('x-static')).toBe('always');
    expect(headers.get('x-origin')).toBe('https://a.example');
    expect(headers.get('x-id')).toBe(headers.get('x-amzn-requestid'));
    expect(headers.get('x-amzn-errortype')).toBe('MissingAuthenticationTokenException');
  });

  it('a path outside of its stages alike', async () => {
    expect((await fetch(new URL('/other/echo', gateway.baseUrl))).status).toBe(404);
  });

  it.each([
    ['no key', {}, 403, { four: 'Forbidden' }],
    ['a wrong key', { headers: { 'x-api-key': 'guess' } }, 403, { four: 'Forbidden' }],
  ])('%s', async (_, init, status, body) => {
    const answer = await call('GET', '/keyed', init);
    expect(answer.status).toBe(status);
    expect(answer.json()).toEqual(body);
  });

  it.each([
    ['a missing parameter', '/checked', '{"a":1}', { four: 'Missing required request parameters: [q]' }],
    ['a body that is no JSON', '/checked?q=1', '{', { bad: '[]' }],
    [
      'a body that the model refuses',
      '/checked?q=1',
      '{}',
      { bad: '[object has missing required properties (["a"])]' },
    ],
  ])('%s with 400', async (_, path, body, expected) => {
    const { status, text } = await call('POST', path, {
      body,
      headers: { 'content-type': 'application/json' },
    });
    expect(status).toBe(400);
    // The validation message is put into the template as it is, quotes and all.
    expect(text).toBe(`{"${Object.keys(expected)[0]}":"${Object.values(expected)[0]}"}`);
  });

  it('a valid request by calling the function', async () => {
    const headers = { 'content-type': 'application/json' };
    expect((await call('POST', '/checked?q=1', { body: '{"a":1}', headers })).status).toBe(200);
  });

  it('what the stage throttles with 429', async () => {
    const statuses = [await call('GET', '/limited'), await call('GET', '/limited')].map(
      ({ status }) => status,
    );
    expect(statuses).toEqual([200, 429]);
  });

  it('a mock', async () => {
    const { status, headers, json } = await call('GET', '/mock');
    expect(status).toBe(405);
    expect(headers.get('allow')).toBe('GET, POST');
    expect(json()).toEqual({ id: headers.get('x-amzn-requestid') });
  });
});

describe('a function that fails behind', () => {
  it.each([
    ['throws', '/odd?how=throw', 502, 'Error: inside story'],
    ['answers what is no response', '/odd?how=malformed', 502, undefined],
    ['runs into its timeout', '/odd?how=hang', 502, 'Sandbox.Timedout: Task timed out after 1.0'],
    ['runs into the timeout of the gateway', '/slow?how=hang', 504, undefined],
    ['may not be invoked', '/unpermitted', 500, 'no AWS::Lambda::Permission lets this API invoke it'],
  ])('because it %s shows nothing of its inside, and tells the log', async (_, path, status, logged) => {
    gateway.logs.length = 0;
    const answer = await call('GET', path);
    expect(answer.status).toBe(status);
    expect(answer.json()).toEqual({
      message: status === 504 ? 'Endpoint request timed out' : 'Internal server error',
    });
    if (logged) expect(gateway.logs.some(({ line }) => line.includes(logged))).toBe(true);
  });
});
