import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { stages } from '../lib/stages.ts';
import { rollBack } from './rollback-stage.ts';

/** `npm run rollback -- STAGE`: every function of the stage back to its previous version, within seconds. */
async function main(): Promise<void> {
  const [stage] = process.argv.slice(2);
  if (!stage || !Object.hasOwn(stages, stage))
    throw new Error(`Usage: npm run rollback -- STAGE   (one of ${Object.keys(stages).join(', ')})`);

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
