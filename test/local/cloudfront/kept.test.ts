import { createServer } from 'node:http';
import { expect, it, onTestFinished } from 'vitest';
import { givenFolder } from '../data/given-folder.ts';
import { FOLDER, startImages } from './support/given-images.ts';
import { newKeys, policyOf, queryOf, signed } from './support/sign.ts';

it('a URL that was signed before a start works after it, unless something else has the port', async () => {
  const folder = givenFolder();
  const pairs = [newKeys.ec()];
  const data = folder.open();
  const first = await startImages({ pairs, data });
  const policy = policyOf(`${first.origin}${FOLDER}*`, Date.now() + 3_600_000);
  const url = `${FOLDER}640?${queryOf(signed(policy, first.keys[0]!))}`;
  await first.stop();
  const second = await startImages({ pairs, data });
  expect((await second.ask(url)).status).toBe(200);
  await second.stop();

  const other = createServer().listen(Number(new URL(first.origin).port), '127.0.0.1');
  onTestFinished(() => void other.close());
  const third = await startImages({ pairs, data });
  onTestFinished(third.stop);
  expect(third.origin).not.toBe(first.origin);
  expect(third.run.logs).toContainEqual({
    source: 'warning',
    line: expect.stringMatching(
      /^Images had port \d+, which is in use: URLs that were signed before do not work now\.$/,
    ),
  });
});
