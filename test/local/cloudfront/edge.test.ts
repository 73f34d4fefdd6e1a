import { describe, expect, it } from 'vitest';
import { readEdge } from '../../../local/cloudfront/viewer/edge.ts';
import type { Deployment } from '../../../local/template/deployment.ts';

const ARN = 'arn:aws:cloudfront::000000000000:function/edge';

/** A function with this body of its handler. */
function given(body: string) {
  const resource = {
    logicalId: 'Edge',
    attributes: { FunctionARN: ARN },
    properties: {
      FunctionCode: `function handler(event) { ${body} }`,
      FunctionConfig: { Runtime: 'cloudfront-js-2.0' },
    },
  };
  const deployment = { ofType: () => [resource] } as unknown as Deployment;
  const errors: string[] = [];
  const edge = readEdge(deployment, ARN, { id: 'E1', domainName: 'e1.cloudfront.net' }, (error) =>
    errors.push(error),
  );
  const request = {
    method: 'GET',
    uri: '/a/%2e%2e/b',
    pairs: [
      ['x', '1'],
      ['y', '%20'],
      ['x', '2'],
    ] as const,
    headers: { accept: 'image/webp', cookie: 'secret=1' },
  };
  return { errors, outcome: edge(request, { ip: '192.0.2.1' }) };
}

const bodyOf = ({ outcome }: ReturnType<typeof given>): unknown =>
  'answer' in outcome ? JSON.parse(outcome.answer.body.toString()) : undefined;
const ANSWERING = 'return { statusCode: 200, body: JSON.stringify';

describe('an edge function', () => {
  it('is told of the request as it was sent', () => {
    expect(bodyOf(given(`${ANSWERING}(event) };`))).toMatchObject({
      version: '1.0',
      context: {
        distributionId: 'E1',
        distributionDomainName: 'e1.cloudfront.net',
        eventType: 'viewer-request',
      },
      viewer: { ip: '192.0.2.1' },
      request: {
        method: 'GET',
        uri: '/a/%2e%2e/b',
        querystring: { x: { value: '1', multiValue: [{ value: '1' }, { value: '2' }] }, y: { value: '%20' } },
        headers: { accept: { value: 'image/webp' } },
        cookies: {},
      },
    });
  });

  it('changes path, parameters and headers', () => {
    const { outcome } = given(`const { request } = event;
      request.uri = '/c'; delete request.querystring.y; request.headers['x-new'] = { value: '1' };
      console.log('changed');
      return request;`);
    expect(outcome).toEqual({
      request: {
        uri: '/c',
        pairs: [
          ['x', '1'],
          ['x', '2'],
        ],
        headers: { accept: 'image/webp', 'x-new': '1' },
      },
    });
  });

  it('answers itself, in text or in base64', () => {
    const text = given(`return { statusCode: 302, headers: { Location: { value: '/' } } };`);
    expect(text.outcome).toEqual({
      answer: { status: 302, headers: { location: '/' }, body: Buffer.alloc(0) },
    });
    const base64 = given(`return { statusCode: 200, body: { encoding: 'base64', data: 'YWI=' } };`);
    expect(base64.outcome).toMatchObject({ answer: { body: Buffer.from('ab') } });
  });

  it('has the language, and nothing of this machine', () => {
    const names = ['process', 'require', 'module', 'fetch', 'setTimeout', 'Buffer', 'global'];
    const types = bodyOf(given(`${ANSWERING}([${names.map((name) => `typeof ${name}`)}]) };`));
    expect(types).toEqual(names.map(() => 'undefined'));
  });

  it.each([
    ['throws', 'throw new Error("inside");', /^The CloudFront Function Edge: inside$/],
    ['evaluates text', 'return eval("event.request");', /Code generation from strings disallowed/],
    ['reaches for what is outside', 'return this.constructor.constructor("return process")();', /disallowed/],
    ['gives nothing', '', /gave neither a request nor an answer/],
    ['promises an answer', 'return Promise.resolve(event.request);', /gave neither/],
    ['changes the method', 'event.request.method = "PUT"; return event.request;', /gave neither/],
    ['gives no path', 'event.request.uri = "b"; return event.request;', /gave neither/],
    ['has no end', 'while (true) {}', /timed out/],
  ])('that %s is a 503 to the viewer, and a line of the log', (_, body, line) => {
    const { outcome, errors } = given(body);
    expect(outcome).toMatchObject({ answer: { status: 503 } });
    expect(errors).toEqual([expect.stringMatching(line)]);
  });
});
