import { describe, expect, it } from 'vitest';
import type { Answer } from '../../../local/cloudfront/answer.ts';
import { createCache } from '../../../local/cloudfront/cache.ts';
import type { Distribution } from '../../../local/cloudfront/distributions.ts';
import { respondFor } from '../../../local/cloudfront/respond.ts';

const asked = { method: 'GET', origin: 'http://127.0.0.1:1', path: '/a', pairs: [], headers: {} };
const viewer = { ip: '127.0.0.1', now: 0 };

/** An open distribution, whose origin answers when it is let. */
function given(collapsing: boolean, failover?: Distribution['failover']) {
  const waiting: ((answer: Answer) => void)[] = [];
  const distribution: Distribution = {
    id: 'E1',
    arn: 'arn:aws:cloudfront::000000000000:distribution/E1',
    logicalId: 'Images',
    hosts: [],
    cachePolicy: { kept: () => ({ query: '', headers: {} }), ttl: () => 0 },
    responseHeaders: (headers) => headers,
    errorTtls: new Map([[403, 0]]),
    keys: undefined,
    edge: undefined,
    origin: () => new Promise((resolve) => waiting.push(resolve)),
    failover,
    owns: () => true,
  };
  const errors: string[] = [];
  const respond = respondFor(
    distribution,
    createCache(() => 0),
    { collapsing },
    (error) => errors.push(error),
  );
  return { respond, waiting, distribution, errors };
}

const answer = (status: number, body = ''): Answer => ({ status, headers: {}, body: Buffer.from(body) });

describe('viewers who ask for the same while it is fetched', () => {
  it('wait for one answer, where requests are collapsed', async () => {
    const { respond, waiting } = given(true);
    const answers = [1, 2, 3].map(() => respond(asked, viewer));
    expect(waiting).toHaveLength(1);
    waiting[0]!(answer(200, 'one'));
    expect((await Promise.all(answers)).map(({ body }) => body.toString())).toEqual(['one', 'one', 'one']);
    void respond(asked, viewer);
    expect(waiting).toHaveLength(2);
  });

  it('ask the origin each, where they are not', () => {
    const { respond, waiting } = given(false);
    for (let viewers = 0; viewers < 3; viewers++) void respond(asked, viewer);
    expect(waiting).toHaveLength(3);
  });
});

describe('an origin group', () => {
  const second = async () => answer(200, 'second');

  it.each([
    [403, 'second'],
    [404, 'second'],
    [500, 'first'],
    [200, 'first'],
  ])('whose first origin answers %i answers with the %s', async (status, from) => {
    const { respond, waiting } = given(false, { statuses: new Set([403, 404]), origin: second });
    const answered = respond(asked, viewer);
    waiting[0]!(answer(status, 'first'));
    expect((await answered).body.toString()).toBe(from);
  });

  it('asks the second where the first cannot be reached, and says why in the log', async () => {
    const { respond, distribution, errors } = given(false, { statuses: new Set([403]), origin: second });
    distribution.origin = async () => {
      throw new Error('connect ECONNREFUSED');
    };
    expect((await respond(asked, viewer)).body.toString()).toBe('second');
    expect(errors).toEqual(['connect ECONNREFUSED']);
  });

  it('is a 502 where neither can be reached', async () => {
    const unreachable = async () => {
      throw new Error('connect ECONNREFUSED');
    };
    const { respond, distribution } = given(false, { statuses: new Set([403]), origin: unreachable });
    distribution.origin = unreachable;
    expect((await respond(asked, viewer)).status).toBe(502);
  });
});
