import { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { S3Client } from '@aws-sdk/client-s3';
import { createClient } from '../client/client.ts';
import { stages } from '../lib/stages/stages.ts';
import { anythingOf } from '../tools/erase/anything-of.ts';
import { erase, type Wanted } from '../tools/erase/erase.ts';
import { readFlags, runCommand } from '../tools/flags.ts';
import { clientConfigOf } from '../tools/release/client-config.ts';
import { findStage } from '../tools/smoke/stage-target.ts';
import { outputsOf } from '../tools/stage-outputs.ts';

const USAGE = `Usage: npm run erase -- STAGE --user ID | --id UUID [--wait]   (one of ${Object.keys(stages).join(', ')})
       npm run erase -- --base-url URL --api-key KEY --user ID | --id UUID

Erases a record, or all of an owner, living and deleted: nothing can be restored. docs/following/erasure.md says what remains. Wants
credentials and region of the stage's account, as the AWS CLI does.

  --user ID       all records whose userId this is
  --id UUID       one record, and all that had its id before
  --wait          until the bucket has nothing of the records that lived, five minutes at most; needs ListBucketVersions
  --base-url URL  of the API with its stage, such as http://127.0.0.1:3000/v1
  --api-key KEY   default: IMAGE_INTAKE_API_KEY of the environment
  --help          this text`;

/** `npm run erase`: erases by the API of a stage, or of the local run. */
await runCommand(async () => {
  const { values, positionals } = readFlags({
    allowPositionals: true,
    options: {
      user: { type: 'string' },
      id: { type: 'string' },
      wait: { type: 'boolean', default: false },
      'base-url': { type: 'string' },
      'api-key': { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(USAGE);
  const [stage, ...others] = positionals;
  const { user, id, wait, 'base-url': baseUrl } = values;
  const known = baseUrl === undefined ? stage !== undefined && Object.hasOwn(stages, stage) : !stage && !wait;
  if (!known || others.length > 0 || (user === undefined) === (id === undefined)) throw new Error(USAGE);
  const wanted: Wanted = id === undefined ? { userId: user! } : { id };
  const report = (sentence: string) => console.log(sentence);

  if (baseUrl !== undefined) {
    const apiKey = values['api-key'] ?? process.env.IMAGE_INTAKE_API_KEY ?? '';
    return erase(wanted, { client: createClient({ baseUrl, apiKey }), report });
  }
  const config = clientConfigOf(stage!);
  const cloudFormation = new CloudFormationClient(config);
  const target = await findStage(stage!, { cloudFormation, apiGateway: new APIGatewayClient(config) });
  if (!target) throw new Error('The stage is not deployed.');
  const bucket = wait && (await outputsOf(cloudFormation, `${stage}-storage`)).get('ImageBucketName');
  await erase(wanted, {
    client: createClient(target),
    report,
    ...(bucket && { anythingOf: anythingOf(new S3Client(config), bucket) }),
  });
});
