import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import type { LocalRun } from '../support/local-run.ts';
import { admission, bucket, given } from './support/given-run.ts';
import { lambda } from './support/resources.ts';

/** A bucket whose uploads reach a function by way of a queue. */
const pipeline = (statements: object[] = []) => ({
  Queue: { Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeout: 30 } },
  Bucket: bucket,
  Policy: admission({}),
  ...lambda('Consumer', {}, statements),
  Source: {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: {
      FunctionName: { Ref: 'Consumer' },
      EventSourceArn: { 'Fn::GetAtt': ['Queue', 'Arn'] },
      ScalingConfig: { MaximumConcurrency: 2 },
    },
  },
});

/** Prints the key of every uploaded object. */
const PRINTER = `exports.handler = async ({ Records }) => {
  for (const { body } of Records) for (const { s3 } of JSON.parse(body).Records ?? []) console.log(s3.object.key);
};`;

const printed = (run: LocalRun) =>
  run.logs.filter(({ source }) => source === 'Consumer').map(({ line }) => line);

async function upload(run: LocalRun, ...keys: string[]): Promise<void> {
  const { s3Endpoint: endpoint, region, credentials } = run;
  const client = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
  for (const Key of keys) {
    await client.send(new PutObjectCommand({ Bucket: run.names.buckets.Bucket, Key, Body: 'x' }));
  }
  client.destroy();
}

describe('an upload', () => {
  it('reaches the function behind the queue', async () => {
    const run = await given(pipeline(), PRINTER);
    await upload(run, 'a b.txt');
    await expect.poll(() => printed(run)).toEqual(['a+b.txt']);
    expect(run.calls).toMatchObject([
      {
        function: 'owner',
        service: 's3',
        operation: 'PutObject',
        resource: 'arn:aws:s3:::app-bucket/a b.txt',
      },
    ]);
  });

  it('is not lost when the function crashes', async () => {
    const crashing = `const { writeFileSync, existsSync } = require('node:fs');
      const crashed = __dirname + '/crashed';
      ${PRINTER.replace('=> {', "=> { if (/ObjectCreated/.test(JSON.stringify(Records)) && !existsSync(crashed)) { writeFileSync(crashed, ''); process.exit(1); }")}`;
    const run = await given(pipeline(), crashing);
    await upload(run, 'one', 'two', 'three');
    await expect.poll(() => printed(run).toSorted(), { timeout: 5000 }).toEqual(['one', 'three', 'two']);
    expect(run.logs).toContainEqual({ source: 'Queue', line: 'Runtime.ExitError: Runtime exited' });
  });

  it('is announced at least once under chaos', async () => {
    const run = await given(pipeline(), PRINTER, { chaos: true });
    await upload(run, 'one', 'two');
    await expect
      .poll(() => printed(run).toSorted(), { timeout: 10_000 })
      .toEqual(['one', 'one', 'two', 'two']);
  });
});
