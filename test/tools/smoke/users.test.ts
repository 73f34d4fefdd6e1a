import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { smoke } from '../../../tools/smoke/smoke-steps.ts';
import { startUsersRun, type UsersRun } from '../../support/users-run.ts';
import { type FrontOptions, recordsOf, startFront } from './front.ts';

let run: UsersRun;
beforeAll(async () => {
  run = await startUsersRun();
});
afterAll(() => run?.stop());

const steps = async (options: Partial<Parameters<typeof smoke>[0]> = {}) => {
  const done: string[] = [];
  await smoke({ baseUrl: run.baseUrl, apiKey: run.apiKey, report: (step) => done.push(step), ...options });
  return done;
};
/** What a wrong deployment would answer to people. */
const behind = async (replace: FrontOptions['replace'], options = {}) =>
  steps({ baseUrl: await startFront(run.baseUrl, { replace }), ...options });
const body = (value: object) => JSON.stringify(value);

describe('the smoke test of a stage with users', () => {
  it('tries a wrong token', async () => {
    expect((await steps({ users: true })).slice(0, 2)).toEqual([
      'refuse a wrong API key',
      'let nobody in by a wrong access token',
    ]);
  });

  it('acts in the name of a person, where it has a token, and leaves nothing behind', async () => {
    expect(await steps({ token: await run.issuer.mint() })).toContain('let a person at own records alone');
    expect(await recordsOf(run)).toEqual([]);
  });

  it('fails where nobody can say whether a token is good', async () => {
    const broken: FrontOptions['replace'] = ({ url }) =>
      url?.includes('/my/')
        ? { status: 503, body: body({ code: 'SignInUnavailable', message: 'later' }) }
        : undefined;
    await expect(behind(broken)).rejects.toThrow('let nobody in by a wrong access token: later');
  });

  it('fails where anybody is let in', async () => {
    const open: FrontOptions['replace'] = ({ url }) =>
      url?.includes('/my/') ? { status: 200, body: body({ metadata: [], preSignedUrls: [] }) } : undefined;
    await expect(behind(open, { users: true })).rejects.toThrow('let nobody in by a wrong access token');
  });

  it('fails where the users that the stage has are not there', async () => {
    const none: FrontOptions['replace'] = ({ url }) =>
      url?.includes('/my/')
        ? { status: 404, body: body({ code: 'NotFound', message: 'nothing', requestId: '1' }) }
        : undefined;
    await expect(behind(none, { users: true })).rejects.toThrow('let nobody in by a wrong access token');
  });

  it('fails where a person sees what is somebody else’s', async () => {
    const token = await run.issuer.mint();
    const leaky: FrontOptions['replace'] = ({ method, url }) =>
      method === 'GET' && /\/my\/metadata\/./.test(url ?? '')
        ? { status: 200, body: body({ metadata: { id: 'x' }, preSignedUrl: null }) }
        : undefined;
    await expect(behind(leaky, { token })).rejects.toThrow('let a person at own records alone');
    expect(await recordsOf(run)).toEqual([]);
  });
});
