import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { FOLDER, givenImages, type Images, send } from './support/given-images.ts';
import { signature } from './support/sign.ts';

const WEBP = { accept: 'image/avif,image/webp,*/*' };

describe('an image that is not stored', () => {
  it('comes from the function, and a second viewer has the same bytes from the cache', async () => {
    const images = await givenImages();
    const first = await images.ask(`${FOLDER}601?${signature(images)}`, WEBP);
    const second = await images.ask(`${FOLDER}640?${signature(images, Date.now() + 1000)}&x=1`, WEBP);
    expect(first).toMatchObject({ status: 200, body: expect.stringContaining(`${FOLDER}640.webp `) });
    expect(first.headers).toMatchObject({ 'content-type': 'image/webp', 'x-cache': 'Miss from cloudfront' });
    expect(second.headers).toMatchObject({ 'x-cache': 'Hit from cloudfront', age: '0' });
    expect(second.body).toBe(first.body);
    expect(images.drawn()).toBe(1);
  });

  it('is another one in another width, and in another format', async () => {
    const images = await givenImages();
    const query = signature(images);
    const bodies = [
      await images.ask(`${FOLDER}640?${query}`),
      await images.ask(`${FOLDER}640?${query}`, WEBP),
      await images.ask(`${FOLDER}320?${query}`, WEBP),
    ].map(({ body }) => body.split(' ')[0]);
    expect(bodies).toEqual([`${FOLDER}640.jpg`, `${FOLDER}640.webp`, `${FOLDER}320.webp`]);
  });

  it('reaches the function as a function URL tells it, without signature and cookies', async () => {
    const images = await givenImages({
      renderer: 'exports.handler = async (event) => ({ statusCode: 200, body: JSON.stringify(event) });',
    });
    const { body } = await images.ask(`${FOLDER}640?${signature(images)}&x=1`, { cookie: 'a=b' });
    expect(JSON.parse(body)).toMatchObject({
      version: '2.0',
      rawPath: `${FOLDER}640.jpg`,
      rawQueryString: '',
      headers: { 'user-agent': 'Amazon CloudFront' },
      requestContext: { http: { method: 'GET', path: `${FOLDER}640.jpg` } },
    });
    expect(body).not.toMatch(/Signature|Policy|cookie|a=b/);
  });

  it('is refused by the function, for the time that its error says or the distribution does', async () => {
    let now = Date.now();
    const images = await givenImages({
      renderer: `exports.handler = async () => ({ statusCode: 404, headers: { 'cache-control': 'max-age=8' }, body: '{}' });`,
      cloudfront: { clock: () => now },
    });
    const url = `${FOLDER}640?${signature(images, now)}`;
    const answers = [];
    for (const seconds of [0, 7, 2]) {
      now += seconds * 1000;
      answers.push(await images.ask(url));
    }
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
    expect(answers.map(({ headers }) => headers['x-cache'])).toEqual(Array(3).fill('Error from cloudfront'));
    expect(answers.map(({ headers }) => headers['cache-control'])).toEqual(Array(3).fill('max-age=8'));
    expect(images.drawn()).toBe(2);
  });
});

describe('an image that is stored', () => {
  async function stored(images: Images, key: string, headers: { CacheControl?: string } = {}) {
    const { s3Endpoint: endpoint, region, credentials, names } = images.run;
    const client = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
    const Bucket = names.buckets.Bucket!;
    await client.send(
      new PutObjectCommand({ Bucket, Key: key, Body: 'stored', ContentType: 'image/jpeg', ...headers }),
    );
    client.destroy();
  }
  const KEY = `${FOLDER.slice(1)}640.jpg`;

  it('comes from the bucket, and no function is asked', async () => {
    const images = await givenImages();
    await stored(images, KEY);
    const { status, headers, body } = await images.ask(`${FOLDER}640?${signature(images)}`);
    expect({ status, body, type: headers['content-type'] }).toEqual({
      status: 200,
      body: 'stored',
      type: 'image/jpeg',
    });
    expect(images.drawn()).toBe(0);
  });

  it('is kept as long as the policy lets it, and its age is told', async () => {
    let now = Date.now();
    const images = await givenImages({ cloudfront: { clock: () => now } });
    await stored(images, KEY, { CacheControl: 'max-age=31536000' });
    const url = `${FOLDER}640?${signature(images, now)}`;
    await images.ask(url);
    now += 599_000;
    expect((await images.ask(url)).headers).toMatchObject({ age: '599', 'x-cache': 'Hit from cloudfront' });
    now += 1000;
    expect((await images.ask(url)).headers['x-cache']).toBe('Miss from cloudfront');
  });

  it('is not kept where it says that it is private', async () => {
    const images = await givenImages();
    await stored(images, KEY, { CacheControl: 'private, max-age=600' });
    const url = `${FOLDER}640?${signature(images)}`;
    await images.ask(url);
    expect((await images.ask(url)).headers['x-cache']).toBe('Miss from cloudfront');
  });

  it('has no body for HEAD, and none for who has it already', async () => {
    const images = await givenImages();
    await stored(images, KEY);
    const url = `${FOLDER}640?${signature(images)}`;
    const head = await images.ask(url, {}, 'HEAD');
    expect(head).toMatchObject({ status: 200, body: '', headers: { 'content-length': '6' } });
    const again = await images.ask(url, { 'if-none-match': head.headers.etag! });
    expect(again).toMatchObject({ status: 304, body: '' });
    expect((await images.ask(url, {}, 'PUT')).status).toBe(403);
  });

  it.each<[string, (policy: { Statement: Record<string, unknown>[] }) => void]>([
    [
      'names another distribution',
      ({ Statement: [one] }) =>
        (one!.Condition = {
          ArnLike: { 'AWS:SourceArn': 'arn:aws:cloudfront::000000000000:distribution/EOTHER' },
        }),
    ],
    ['is of another prefix', ({ Statement: [one] }) => (one!.Resource = { 'Fn::Sub': `\${Bucket.Arn}/j/*` })],
    ['is of another service', ({ Statement: [one] }) => (one!.Principal = { Service: 's3.amazonaws.com' })],
  ])('is not read where the bucket’s policy %s', async (_, spoil) => {
    const images = await givenImages({
      change: ({ BucketPolicy, ...rest }) => {
        spoil(BucketPolicy!.Properties!.PolicyDocument as { Statement: Record<string, unknown>[] });
        return { ...rest, BucketPolicy: BucketPolicy! };
      },
    });
    await stored(images, KEY);
    expect((await images.ask(`${FOLDER}640?${signature(images)}`)).body).not.toBe('stored');
  });
});

describe('the function of a distribution', () => {
  it.each(['InvokeUrl', 'Invoke'])('is not invoked without the permission %s', async (id) => {
    const images = await givenImages({
      change: (resources) => Object.fromEntries(Object.entries(resources).filter(([name]) => name !== id)),
    });
    expect((await images.ask(`${FOLDER}640?${signature(images)}`)).status).toBe(403);
    expect(images.drawn()).toBe(0);
  });

  it('that fails is a 502, and is asked again after a while', async () => {
    let now = Date.now();
    const images = await givenImages({
      renderer: 'exports.handler = async () => { throw new Error("inside story"); };',
      cloudfront: { clock: () => now },
    });
    const url = `${FOLDER}640?${signature(images, now)}`;
    const failed = await images.ask(url);
    expect(failed.status).toBe(502);
    expect(failed.body).not.toContain('inside story');
    await images.ask(url);
    now += 11_000;
    await images.ask(url);
    expect(images.drawn()).toBe(2);
  });
});

it('serves at the API’s address too, by whatever host it is reached, where the run listens there', async () => {
  const images = await givenImages({ host: '127.0.0.1' });
  const query = signature(images);
  const { origin } = new URL(images.run.baseUrl);
  expect(origin).not.toBe(images.origin);
  const shared = await send(origin, `${FOLDER}640?${query}`, { host: 'phone.example:3000' });
  expect(shared.status).toBe(200);
  expect((await send(origin, `${FOLDER}640`)).status).toBe(403);
});
