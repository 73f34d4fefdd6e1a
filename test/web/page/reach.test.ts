import { describe, expect, it } from 'vitest';
import { createReach, type Reach, reachWords } from '../../../web/page/reach.ts';

function givenReach() {
  const told: Reach[] = [];
  let answers = true;
  const reach = createReach((now) => told.push(now));
  const request = reach.watch(async () => {
    if (!answers) throw new TypeError('Failed to fetch');
    return new Response();
  });
  return {
    told,
    reach,
    setAnswers: (now: boolean) => {
      answers = now;
    },
    ask: (init?: RequestInit) => request('https://api.test', init).catch(() => undefined),
  };
}

describe('the connection', () => {
  it('is fine until the browser or an answer that is missing says otherwise', async () => {
    const { told, reach, ask, setAnswers } = givenReach();
    await ask();
    expect(told).toEqual([]);
    reach.hint(false);
    setAnswers(false);
    await ask();
    expect(told).toEqual(['offline']);
  });

  it('is fine again with the first answer, even where the browser still says that there is none', async () => {
    const { told, reach, ask } = givenReach();
    reach.hint(false);
    await ask();
    expect(told).toEqual(['offline', 'fine']);
  });

  it('is gone when nothing answers, even where the browser says that there is one', async () => {
    const { told, ask, setAnswers } = givenReach();
    setAnswers(false);
    await ask();
    setAnswers(true);
    await ask();
    expect(told).toEqual(['unreachable', 'fine']);
  });

  it('is not judged by what the page itself has aborted', async () => {
    const { told, ask, setAnswers } = givenReach();
    setAnswers(false);
    await ask({ signal: AbortSignal.abort() });
    expect(told).toEqual([]);
  });

  it('is said to be gone in words that promise nothing but asking again', () => {
    expect(reachWords('fine')).toBe('');
    expect(reachWords('offline')).toMatch(/^You seem to be offline\./);
    expect(reachWords('offline')).not.toMatch(/upload/i);
  });
});
