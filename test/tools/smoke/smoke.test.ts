import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient } from '../../../client/client.ts';
import { answeringUrl } from '../../../tools/smoke/answering-url.ts';
import { generatedPng } from '../../../tools/smoke/smoke-image.ts';
import { smoke } from '../../../tools/smoke/smoke-steps.ts';
import { type LocalRun, startLocalRun } from '../../support/local-run.ts';
import { type FrontOptions, recordsOf, startFront } from './front.ts';

const STEPS = [
  'refuse a wrong API key',
  'let nobody in by a wrong access token',
  'create a record and take an upload ticket',
  'send the image to S3',
  'see it inspected',
  'find its true size and type on the record',
  'get the same bytes back',
  'find it in the list',
  'edit its title',
  'delete it',
  'find it gone',
  'see its URL die',
];

let run: LocalRun;
beforeAll(async () => {
  run = await startLocalRun();
});
afterAll(() => run?.stop());

/** The smoke test, with such a server before the API. */
async function smokeBehind(
  front: FrontOptions,
  options: Partial<Parameters<typeof smoke>[0]> = {},
): Promise<void> {
  const baseUrl = await startFront(run.baseUrl, front);
  await smoke({ baseUrl, apiKey: run.apiKey, report: () => {}, ...options });
}

describe('the smoke test against the local run', () => {
  it('does the main job, telling each step and its milliseconds', async () => {
    const done: [string, number][] = [];
    await smoke({ ...run, report: (step, ms) => done.push([step, ms]) });
    expect(done.map(([step]) => step)).toEqual(STEPS);
    for (const [, ms] of done) expect(ms).toBeGreaterThan(0);
  });

  it('leaves nothing behind', async () => {
    await smoke({ ...run, report: () => {} });
    expect(await recordsOf(run)).toEqual([]);
  });

  it('stops at the first step that fails, and still cleans up', async () => {
    const change = (body: string) => body.replace(/"width":37/, '"width":36');
    const done: string[] = [];
    await expect(smokeBehind({ change }, { report: (step) => done.push(step) })).rejects.toThrow(
      /^find its true size and type on the record: /,
    );
    expect(done).toEqual(STEPS.slice(0, 5));
    expect(await recordsOf(run)).toEqual([]);
  });

  it('deletes a record, too, of which the answer was lost', async () => {
    let lost = 0;
    const replace: FrontOptions['replace'] = ({ method }) => {
      if (method !== 'POST' || lost > 0) return undefined;
      lost++;
      return { status: 502, body: '{"code":"InternalError","message":"lost","requestId":"1"}' };
    };
    await expect(smokeBehind({ replace }, { retries: 0 })).rejects.toThrow(
      'create a record and take an upload ticket: lost',
    );
    expect(lost).toBe(1);
    expect(await recordsOf(run)).toEqual([]);
  });

  it('edits the record although its thumbnail has come in between', async () => {
    let edits = 0;
    await smokeBehind({
      replace: ({ method, headers }) =>
        method === 'PUT' && headers['if-match'] && ++edits === 1
          ? { status: 412, body: '{"code":"PreconditionFailed","message":"stale","requestId":"1"}' }
          : undefined,
    });
    expect(edits).toBe(2);
  });

  it('finds its record on a busy stage, behind a page of younger ones', async () => {
    const ids: string[] = [];
    const api = createClient(run);
    const othersComeInBetween: FrontOptions['replace'] = async ({ url }) => {
      if (!url?.startsWith('/metadata/') || ids.length > 0) return undefined;
      const others = Array.from({ length: 101 }, () => api.create({ filename: 'other.png' }));
      ids.push(...(await Promise.all(others)).map(({ metadata }) => metadata.id));
      return undefined;
    };
    await smokeBehind({ replace: othersComeInBetween });
    expect(ids).toHaveLength(101);
    await Promise.all(ids.map((id) => api.remove(id)));
  });

  it('repeats nothing that S3 says of a refused URL but its code: the rest has the session token', async () => {
    const change = (body: string) => body.replace(/X-Amz-Signature=\w{4}/, 'X-Amz-Signature=0000');
    await expect(smokeBehind({ change })).rejects.toThrow(
      /^send the image to S3: S3 answered 403 SignatureDoesNotMatch\s+403 !== 200\s*$/,
    );
  });

  it('fails at once with a wrong key', async () => {
    await expect(smoke({ ...run, apiKey: 'wrong', report: () => {} })).rejects.toThrow(
      /^create a record and take an upload ticket: /,
    );
  });
});

describe('the address that is tested', () => {
  it('is the name of its own, once this service answers there', async () => {
    const fallbackUrl = 'https://abc.execute-api.eu-central-1.amazonaws.com/v1/';
    const { baseUrl } = run;
    expect(await answeringUrl({ baseUrl, fallbackUrl }, (sentence) => expect.fail(sentence))).toBe(baseUrl);
  });
});

describe('the generated image', () => {
  it('is a valid PNG of the asked size, and another each time', async () => {
    const [one, two] = [generatedPng(37, 23), generatedPng(37, 23)];
    const { info } = await sharp(one).raw().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([37, 23]);
    expect(one).not.toEqual(two);
  });
});
