import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FOLDER, type Images, startImages } from './support/given-images.ts';
import { HOUR, newKeys, policyOf, queryOf, signed, urlSafe } from './support/sign.ts';

const [OTHER_ID, OTHER_UPLOAD] = [FOLDER.replace('0f4a', '1f4a'), FOLDER.replace('xyz012', 'xyz013')];
const pairs = [newKeys.ec(), newKeys.rsa()];
const inAnHour = () => Date.now() + HOUR;

type Attack = (images: Images) => { path: string; query: string; headers?: Record<string, string> };
/** Another path or query under a good signature of the folder. */
const under =
  (path: string, more: (query: string) => string = (query) => query): Attack =>
  ({ origin, keys }) => ({
    path,
    query: more(queryOf(signed(policyOf(`${origin}${FOLDER}*`, inAnHour()), keys[0]!))),
  });
/** The right path, under other parameters. */
const by =
  (parameters: (images: Images, policy: string) => Record<string, string>): Attack =>
  (images) => ({
    path: `${FOLDER}640`,
    query: queryOf(parameters(images, policyOf(`${images.origin}${FOLDER}*`, inAnHour()))),
  });
const policy = (make: (images: Images) => string): Attack =>
  by((images) => signed(make(images), images.keys[0]!));
const without = (name: string): Attack =>
  by(({ keys }, good) =>
    Object.fromEntries(Object.entries(signed(good, keys[0]!)).filter(([one]) => one !== name)),
  );
const flipped = (text: string): string => text.slice(0, 20) + (text[20] === 'A' ? 'B' : 'A') + text.slice(21);

const attacks: Record<string, Attack> = {
  'no signature at all': () => ({ path: `${FOLDER}640`, query: '' }),
  'an expired policy': policy(({ origin }) => policyOf(`${origin}${FOLDER}*`, Date.now() - 1000)),
  'a policy that does not open yet': policy(({ origin }) =>
    policyOf(`${origin}${FOLDER}*`, Date.now() + 2 * HOUR, {
      DateGreaterThan: { 'AWS:EpochTime': Math.floor(Date.now() / 1000) + 3600 },
    }),
  ),
  'a policy for another address of viewers': policy(({ origin }) =>
    policyOf(`${origin}${FOLDER}*`, inAnHour(), { IpAddress: { 'AWS:SourceIp': '192.0.2.0/24' } }),
  ),
  'a policy without an end': policy(({ origin }) =>
    JSON.stringify({ Statement: [{ Resource: `${origin}${FOLDER}*`, Condition: {} }] }),
  ),
  'a policy of two statements': policy(({ origin }) => {
    const [statement] = JSON.parse(policyOf(`${origin}${FOLDER}*`, inAnHour())).Statement;
    return JSON.stringify({ Statement: [statement, statement] });
  }),
  'a policy with a condition that there is not': policy(({ origin }) =>
    policyOf(`${origin}${FOLDER}*`, inAnHour(), { StringLike: { 'aws:Referer': '*' } }),
  ),
  'a policy that is no JSON': policy(() => 'anything'),
  'a policy for another host': policy(() => policyOf(`http://images.example${FOLDER}*`, inAnHour())),
  'a policy for another port': policy(() => policyOf(`http://127.0.0.1:1${FOLDER}*`, inAnHour())),
  'a policy for another protocol': policy(({ origin }) =>
    policyOf(`${origin.replace('http:', 'https:')}${FOLDER}*`, inAnHour()),
  ),
  'a policy for another record': policy(({ origin }) => policyOf(`${origin}${OTHER_ID}*`, inAnHour())),
  'a policy for another upload': policy(({ origin }) => policyOf(`${origin}${OTHER_UPLOAD}*`, inAnHour())),
  'a policy for one character more': policy(({ origin }) => policyOf(`${origin}${FOLDER}6400*`, inAnHour())),
  'an altered policy': by(({ origin, keys }, good) => ({
    ...signed(good, keys[0]!),
    Policy: urlSafe(Buffer.from(policyOf(`${origin}${FOLDER}*`, inAnHour() + HOUR))),
  })),
  'an altered signature': by(({ keys }, good) => {
    const parameters = signed(good, keys[0]!);
    return { ...parameters, Signature: flipped(parameters.Signature!) };
  }),
  'an empty signature': by(({ keys }, good) => ({ ...signed(good, keys[0]!), Signature: '' })),
  'a signature in other characters': by(({ keys }, good) => ({ ...signed(good, keys[0]!), Signature: '*!' })),
  'no key pair id': without('Key-Pair-Id'),
  'no policy': without('Policy'),
  'no signature beside its policy': without('Signature'),
  'a key pair that nobody knows': by(({ keys }, good) => ({
    ...signed(good, keys[0]!),
    'Key-Pair-Id': 'K2NOBODY',
  })),
  'a key pair of an object’s prototype': by(({ keys }, good) => ({
    ...signed(good, keys[0]!),
    'Key-Pair-Id': '__proto__',
  })),
  'the signature of a key that is not trusted': by(({ keys }, good) =>
    signed(good, { id: keys[0]!.id, privateKey: newKeys.ec().privateKey }),
  ),
  'the signature of another key than it says': by(({ keys }, good) =>
    signed(good, { id: keys[1]!.id, privateKey: keys[0]!.privateKey }),
  ),
  'SHA-256 where it says SHA-1': by(({ keys }, good) => ({
    ...signed(good, keys[0]!),
    'Hash-Algorithm': 'SHA1',
  })),
  'SHA-256 where it says nothing': without('Hash-Algorithm'),
  'SHA-1 where it says SHA-256': by(({ keys }, good) => ({
    ...signed(good, keys[0]!, 'SHA1'),
    'Hash-Algorithm': 'SHA256',
  })),
  'a hash that there is not': by(({ keys }, good) => ({
    ...signed(good, keys[0]!),
    'Hash-Algorithm': 'MD5',
  })),
  'an expiry beside the signature of a policy': by(({ keys }, good) => {
    const { Policy: _, ...rest } = signed(good, keys[0]!);
    return { ...rest, Expires: String(Math.floor(inAnHour() / 1000)) };
  }),
  'another record': under(`${OTHER_ID}640`),
  'another upload': under(`${OTHER_UPLOAD}640`),
  'an original': under('/images/0f4a6d0e-3c1b-4f5a-9d2e-7b8c9d0e1f2a/AbCdEfGhIjKlMnOpQrStUv'),
  'the stored file': under(`${FOLDER}640.webp`),
  'the master': under(`${FOLDER}master.webp`),
  'the folder': under(FOLDER),
  'a way up': under(`${FOLDER}../xyz/640`),
  'a way up to another record': under(`${FOLDER}../..${OTHER_ID.slice(2)}640`),
  'an encoded way up': under(`${FOLDER}%2e%2e/xyz/640`),
  'a way up with an encoded slash': under(`${FOLDER}..%2F640`),
  'a way up, encoded twice': under(`${FOLDER}%252e%252e/640`),
  'two slashes': under(`${FOLDER}/640`),
  'two slashes at the start': under(`/${FOLDER}640`),
  'an encoded slash': under(`${FOLDER.slice(0, -1)}%2F640`),
  'an encoded digit': under(`${FOLDER}64%30`),
  'upper case': under(`${FOLDER.toUpperCase()}640`),
  'an id in upper case': under(`/i/${FOLDER.slice(3, 39).toUpperCase()}${FOLDER.slice(39)}640`),
  'a slash at the end': under(`${FOLDER}640/`),
  'a dot': under(`${FOLDER}./640`),
  'a backslash': under(`${FOLDER}..\\640`),
  'an encoded backslash': under(`${FOLDER}%5c640`),
  'a semicolon': under(`${FOLDER}640;x=1`),
  'a NUL': under(`${FOLDER}640%00`),
  'a NUL before an ending': under(`${FOLDER}640%00.webp`),
  'a line break': under(`${FOLDER}640%0a`),
  'a space': under(`${FOLDER}640%20`),
  'a broken escape': under(`${FOLDER}640%`),
  'an encoded question mark': under(`${FOLDER}640%3Fx`),
  'a width of nothing': under(`${FOLDER}0`),
  'a width below nothing': under(`${FOLDER}-640`),
  'a width with a point': under(`${FOLDER}640.5`),
  'a width of six digits': under(`${FOLDER}640000`),
  'a very long width': under(`${FOLDER}${'6'.repeat(5000)}`),
  'a URL that is too long': under(`${FOLDER}${'6'.repeat(9000)}`),
  'a policy twice': under(`${FOLDER}640`, (query) => `${query}&Policy=${query.split('&')[0]!.slice(7)}`),
  'a second key pair id': under(`${FOLDER}640`, (query) => `${query}&Key-Pair-Id=K2NOBODY`),
  'parameters after a second question mark': under(`${FOLDER}640`, (query) => `?${query}`),
  'parameters that an ampersand in XML parts': under(`${FOLDER}640`, (query) =>
    query.replaceAll('&', '&amp;'),
  ),
  'the names of parameters in lower case': under(`${FOLDER}640`, (query) =>
    query.replace('Policy=', 'policy='),
  ),
  'another host in its header': (images) => ({
    ...under(`${FOLDER}640`)(images),
    headers: { host: 'images.example' },
  }),
};

for (const signatureCheck of ['before', 'after'] as const) {
  describe(`a delivery URL in wrong hands, its signature checked ${signatureCheck} the edge function`, () => {
    let images: Images;
    beforeAll(async () => {
      images = await startImages({ pairs, cloudfront: { signatureCheck } });
    });
    afterAll(() => images?.stop());

    it.each(Object.entries(attacks))('opens nothing by %s', async (_, attack) => {
      const { path, query, headers } = attack(images);
      const { status, body, headers: told } = await images.ask(`${path}?${query}`, headers);
      expect({ status, body }).toMatchObject({ status: 403, body: expect.not.stringContaining('/i/0f4a') });
      expect(told['x-cache']).toMatch(/^(?:Error|FunctionGeneratedResponse) from cloudfront$/);
      expect(images.drawn()).toBe(0);
    });

    it('opens every width by one signature that is right', async () => {
      const { path, query } = under(FOLDER)(images);
      const statuses = await Promise.all(
        [1, 320, 601, 960, 99_999].map(
          async (width) => (await images.ask(`${path}${width}?${query}`)).status,
        ),
      );
      expect(statuses).toEqual([200, 200, 200, 200, 200]);
    });
  });
}
