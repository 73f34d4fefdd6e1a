import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { stages } from '../lib/stages/stages.ts';
import { replayChanges } from '../tools/changes/replay-changes.ts';
import { readFlags } from '../tools/flags.ts';
import { clientConfigOf } from '../tools/release/client-config.ts';
import { outputsOf } from '../tools/stage-outputs.ts';

const USAGE = `Usage: npm run changes -- replay STAGE   (one of ${Object.keys(stages).join(', ')})

Has changes of records relayed that could not be: dead letters, and what Lambda put into the bucket after 20 hours. Mend
first what kept them (docs/runbook.md#unrelayed-changes). Safe to repeat. Wants credentials and region of the stage's
account, as the AWS CLI does.

  --help      this text`;

/** `npm run changes -- replay STAGE`: nothing that was set aside stays there. */
async function main(): Promise<void> {
  const { values, positionals } = readFlags({
    allowPositionals: true,
    options: { help: { type: 'boolean', default: false } },
  });
  if (values.help) return console.log(USAGE);
  const [command, stage = '', ...others] = positionals;
  if (command !== 'replay' || !Object.hasOwn(stages, stage) || others.length > 0) throw new Error(USAGE);

  const config = clientConfigOf(stage);
  const outputs = await outputsOf(new CloudFormationClient(config), `${stage}-storage`);
  const [queueUrl, deadLettersArn, bucket] = [
    outputs.get('UnrelayedQueueUrl'),
    outputs.get('UnrelayedDeadLetterQueueArn'),
    outputs.get('ImageBucketName'),
  ];
  if (!queueUrl || !deadLettersArn || !bucket)
    throw new Error(`${stage} is not deployed in this account and region, or by a release without a relay.`);
  const clients = { sqs: new SQSClient(config), s3: new S3Client(config) };
  const replayed = await replayChanges({ queueUrl, deadLettersArn, bucket }, clients);
  console.log(`Dead letters are on their way back to their queue; ${replayed} changes came from the bucket.`);
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
