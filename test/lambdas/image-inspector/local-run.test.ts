import { createHash } from 'node:crypto';
import { DynamoDBClient, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import {
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { imageTypes } from '../../../contract/image-types.ts';
import type { Item } from '../../../lambdas/shared/attribute-values.ts';
import { specimens } from '../../../tools/specimens/specimens.ts';
import { type Json, restClient } from '../../support/api.ts';
import { askInspector } from '../../support/ask-inspector.ts';
import { type LocalRun, startLocalRun } from '../../support/local-run.ts';

const ready = ({ status }: Json) => status === 'ready';
const told = ({ rejection }: Json) => rejection !== undefined;
const specimen = (title: string) => specimens.find((s) => s.title === title)!;

/** Calls of the inspector so far, in short. A record can be read before the call that wrote it is told. */
const inspectorCalls = (run: LocalRun): string[] =>
  run.calls.filter(({ function: name }) => name.includes('ImageInspector')).map(({ operation }) => operation);

describe('the inspector on the local run', () => {
  let run: LocalRun;
  let api: ReturnType<typeof restClient>;
  beforeAll(async () => {
    run = await startLocalRun();
    api = restClient(run);
  });
  afterAll(() => run.stop());

  async function upload(filename: string, ...bodies: Buffer[]): Promise<string> {
    const { body } = await api.post('/metadata', { filename });
    for (const bytes of bodies) {
      expect((await api.upload(body.preSignedUrl, new Uint8Array(bytes))).status).toBe(200);
    }
    return body.metadata.id;
  }

  it.each(imageTypes.slice(0, 8))('takes one GET and one update for %s', async (type) => {
    const { bytes, extension, image } = specimens.find((s) => s.image.contentType === type)!;
    run.calls.length = 0;
    const { metadata } = await api.waitFor(await upload(`x.${extension}`, bytes), ready);
    expect(metadata).toMatchObject({ contentType: type, width: image.width, height: image.height });
    await expect.poll(() => inspectorCalls(run)).toEqual(['GetObject', 'UpdateItem']);
  });

  it('takes one GET, one update and one deletion for a refusal', async () => {
    run.calls.length = 0;
    const { metadata } = await api.waitFor(await upload('x.png', Buffer.from('Dear Sir or Madam')), told);
    expect(metadata).toMatchObject({ status: 'rejected', rejection: { code: 'NotAnImage' } });
    await expect.poll(() => inspectorCalls(run).at(-1)).toBe('DeleteObject');
  });

  it('shows one of two uploads under one ticket, whole', async () => {
    const [first, second] = [specimen('a PNG '), specimen('a JPEG with little-endian EXIF')];
    const id = await upload('x.png', first.bytes, second.bytes);
    const { metadata, preSignedUrl } = await api.waitFor(id, ready);
    const shown = metadata.contentType === 'image/png' ? first : second;
    const download = Buffer.from(await (await fetch(preSignedUrl.url)).arrayBuffer());
    expect(download.equals(shown.bytes)).toBe(true);
    expect(metadata).toMatchObject({ contentVersion: 1, size: shown.bytes.length });
  });

  it('mends a record that says what is not so, by one update of the very record, and once', async () => {
    const { bytes } = specimen('a PNG ');
    const id = await upload('x.png', bytes);
    const { metadata } = await api.waitFor(id, ({ thumbnailError }) => thumbnailError !== undefined);
    const { read, update, close } = tableOf(run, id);
    const right = await read();
    const { image, objectKeys, used, incarnation } = right;
    await update(
      'SET image.width = :wrong, feed = :feed REMOVE image.versionId, used.#upload.versionId',
      { ':wrong': { N: '1' }, ':feed': { S: 'feed#99' } },
      { '#upload': Object.keys(used!.M!)[0]! },
    );

    const eTag = createHash('md5').update(bytes).digest('hex');
    const object = { key: objectKeys!.L![0]!.S!, versionId: image!.M!.versionId!.S!, eTag };
    const recheck = { kind: 'object', ...object, size: bytes.length, storedAt: Date.now() } as const;
    const told = () =>
      run.logs.flatMap(({ line }) => (line.includes('"Rechecked"') ? [JSON.parse(line).changed] : []));
    await askInspector(run, recheck);
    await askInspector(run, { kind: 'index', id, incarnation: incarnation!.S! });
    await expect.poll(told, { timeout: 15_000 }).toEqual([true, true]);
    await askInspector(run, { ...recheck, redraw: false });
    await askInspector(run, { kind: 'index', id, incarnation: incarnation!.S! });
    await expect.poll(told, { timeout: 15_000 }).toEqual([true, true, false, false]);

    const version = { N: String(Number(right.version!.N) + 1) };
    expect(await read()).toEqual({ ...right, version, updatedAt: expect.anything() });
    expect((await api.get(`/metadata/${id}`)).body.metadata).toMatchObject({ width: metadata.width });
    close();
  });

  it('gives a poison message to the dead-letter queue after five receives, and goes on with others', async () => {
    const { region, credentials, sqsEndpoint: endpoint, names } = run;
    const sqs = new SQSClient({ region, credentials, endpoint });
    const queue = (wanted: RegExp) => Object.entries(names.queueUrls).find(([id]) => wanted.test(id))![1];
    const [uploads, deadLetters] = [queue(/^Uploads(?!.*DeadLetter)/), queue(/^Uploads.*DeadLetter/)];
    await sqs.send(new SendMessageCommand({ QueueUrl: uploads, MessageBody: 'poison' }));
    await api.waitFor(await upload('x.gif', specimen('a GIF of one frame').bytes), ready);

    const receive = new ReceiveMessageCommand({
      QueueUrl: deadLetters,
      MessageSystemAttributeNames: ['ApproximateReceiveCount'],
    });
    const arrived = async () => (await sqs.send(receive)).Messages?.[0]?.Body;
    await expect.poll(arrived, { timeout: 30_000, interval: 200 }).toBe('poison');
    const counts = new GetQueueAttributesCommand({ QueueUrl: uploads, AttributeNames: ['All'] });
    expect((await sqs.send(counts)).Attributes).toMatchObject({ ApproximateNumberOfMessages: '0' });
    const failures = run.logs.filter(({ line }) => line.includes('The message is not JSON'));
    expect(failures.length).toBe(5);
    sqs.destroy();
  });
});

/** A record in its table, as an operator reaches it. */
function tableOf(run: LocalRun, id: string) {
  const { dynamodbEndpoint: endpoint, region, credentials, names } = run;
  const client = new DynamoDBClient({ endpoint, region, credentials });
  const item = { TableName: Object.values(names.tables)[0]!, Key: { id: { S: id } } };
  return {
    read: async () => (await client.send(new GetItemCommand(item))).Item!,
    update: (expression: string, values: Item, attributes: Record<string, string>) =>
      client.send(
        new UpdateItemCommand({
          ...item,
          UpdateExpression: expression,
          ExpressionAttributeValues: values,
          ExpressionAttributeNames: attributes,
        }),
      ),
    close: () => client.destroy(),
  };
}

describe('events that come twice, late and shuffled', () => {
  it('end in the later image of each record', async () => {
    const run = await startLocalRun({ chaos: true });
    try {
      const api = restClient(run);
      const bodies = [specimen('a PNG '), specimen('a WebP with EXIF'), specimen('a GIF of three frames')];
      const ids = await Promise.all(
        Array.from({ length: 6 }, async () => {
          const { body } = await api.post('/metadata', { filename: 'x.png' });
          const { id } = body.metadata;
          let ticket = body.preSignedUrl;
          for (const { bytes } of bodies) {
            await api.upload(ticket, new Uint8Array(bytes));
            ticket = (await api.put(`/metadata/${id}`)).body.preSignedUrl;
          }
          return id as string;
        }),
      );
      for (const id of ids) {
        const last = ({ contentType }: Json) => contentType === 'image/gif';
        const { preSignedUrl } = await api.waitFor(id, last);
        expect((await fetch(preSignedUrl.url)).status).toBe(200);
      }
    } finally {
      await run.stop();
    }
  });
});
