import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';
import { stages } from '../../lib/stages/stages.ts';
import { readFlags, runCommand } from '../../tools/flags.ts';
import { clientConfigOf } from '../../tools/release/client-config.ts';
import { readSince, replay } from '../../tools/webhooks/replay.ts';
import { finishRotation, makeSecret, rotateSecret } from '../../tools/webhooks/secret.ts';
import { endpointsOf, findWebhooks } from '../../tools/webhooks/stage-webhooks.ts';
import { sendTestEvent } from '../../tools/webhooks/test-event.ts';

const USAGE = `Usage: npm run webhooks -- secret STAGE NAME [--rotate | --finish]
       npm run webhooks -- test STAGE NAME
       npm run webhooks -- replay STAGE [NAME] --since TIME

For the webhooks of a stage (${Object.keys(stages).join(', ')}), with credentials and region as the AWS CLI has them.

  secret   makes the secret of the endpoint NAME, in SSM, without showing it; --rotate puts a new one beside it, and
           --finish takes the old one away (docs/following/webhooks.md)
  test     has an event of type webhook.test sent to it, by its queue
  replay   announces what records that changed since TIME are now, to NAME or to all: --since 2026-11-26T10:00Z, or how
           long ago, as 90m, 24h or 7d. It reads the whole table
  --help   this text`;

await runCommand(async () => {
  const { values, positionals } = readFlags({
    allowPositionals: true,
    options: {
      rotate: { type: 'boolean', default: false },
      finish: { type: 'boolean', default: false },
      since: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(USAGE);
  const [command = '', stage = '', name, ...others] = positionals;
  const foreign =
    (command !== 'secret' && (values.rotate || values.finish)) ||
    (command !== 'replay' && values.since !== undefined);
  const config = Object.hasOwn(stages, stage) ? stages[stage]! : undefined;
  if (!config || others.length > 0 || foreign || (values.rotate && values.finish)) throw new Error(USAGE);
  const clients = clientConfigOf(stage);
  const find = () => findWebhooks(stage, config, new CloudFormationClient(clients), name);

  if (command === 'secret' && name !== undefined) {
    const [endpoint] = endpointsOf(stage, config.webhooks, name);
    const parameter = endpoint!.secretParameter;
    const change = values.rotate ? rotateSecret : values.finish ? finishRotation : makeSecret;
    await change(new SSMClient(clients), parameter);
    console.log(`Written to ${parameter}. The sender takes it within five minutes. To read it:`);
    return console.log(
      `aws ssm get-parameter --with-decryption --query Parameter.Value --output text --name ${parameter}`,
    );
  }
  if (command === 'test' && name !== undefined) {
    const { endpoints } = await find();
    const id = await sendTestEvent(new SQSClient(clients), endpoints[0]!);
    return console.log(`On its way to ${name} as webhook-id ${id}.`);
  }
  if (command !== 'replay') throw new Error(USAGE);
  const since = readSince(values.since);
  const target = await find();
  const { records, events } = await replay(target, since, {
    dynamoDb: new DynamoDBClient(clients),
    sqs: new SQSClient(clients),
  });
  console.log(`${records} records have changed since ${new Date(since).toISOString()}.`);
  for (const [endpoint, count] of Object.entries(events)) console.log(`${endpoint}: ${count} events`);
});
