import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { stages } from '../lib/stages/stages.ts';
import { readFlags } from '../tools/flags.ts';
import { rollBack } from '../tools/release/rollback-stage.ts';

const USAGE = `Usage: npm run rollback -- STAGE   (one of ${Object.keys(stages).join(', ')})

Points the alias live of every function of the stage at the version before. Wants credentials and region of the
stage's account, as the AWS CLI does.`;

/** `npm run rollback -- STAGE`: every function of the stage back to its previous version, within seconds. */
async function main(): Promise<void> {
  const { values, positionals } = readFlags({
    allowPositionals: true,
    options: { help: { type: 'boolean', default: false } },
  });
  if (values.help) return console.log(USAGE);
  const [stage, ...others] = positionals;
  if (!stage || !Object.hasOwn(stages, stage) || others.length > 0) throw new Error(USAGE);

  const region = stages[stage]!.env?.region;
  const config = region ? { region } : {};
  const done = await rollBack(stage, {
    cloudFormation: new CloudFormationClient(config),
    lambda: new LambdaClient(config),
  });
  for (const { functionName, from, to } of done) console.log(`${functionName}: version ${from} -> ${to}`);
  console.log('The next deployment of other code takes over as usual.');
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
