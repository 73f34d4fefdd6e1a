import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { stages } from '../../lib/stages/stages.ts';
import { readFlags } from '../../tools/flags.ts';
import { clientConfigOf } from '../../tools/release/client-config.ts';
import { settle } from '../../tools/release/settle-stage.ts';
import { temporaryFolder } from '../../tools/temporary-folder.ts';

const USAGE = `Usage: npm run release:settle -- STAGE   (one of ${Object.keys(stages).join(', ')})

Tells CloudFormation where a rollback left the functions, so that the next deployment starts from there. Changes nothing
that runs, and does nothing where both agree. To be done before each deployment.`;

/** `npm run release:settle -- STAGE` */
async function main(): Promise<void> {
  const { values, positionals } = readFlags({
    allowPositionals: true,
    options: { help: { type: 'boolean', default: false } },
  });
  if (values.help) return console.log(USAGE);
  const [stage = '', ...others] = positionals;
  if (!Object.hasOwn(stages, stage) || others.length > 0) throw new Error(USAGE);

  const config = clientConfigOf(stage);
  const settlement = await settle(stage, {
    cloudFormation: new CloudFormationClient(config),
    lambda: new LambdaClient(config),
  });
  if (!settlement) return console.log('CloudFormation and live agree: nothing to settle.');
  const { moved, stack, template } = settlement;
  for (const { functionName, believed, live } of moved)
    console.log(`${functionName}: live calls version ${live}; CloudFormation believes ${believed}`);

  const { env } = stages[stage]!;
  const folder = temporaryFolder();
  try {
    writeFileSync(join(folder, 'stack.json'), JSON.stringify({ ...stack, ...(env && { env }) }));
    writeFileSync(join(folder, 'template.json'), JSON.stringify(template));
    await deploy(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function deploy(folder: string): Promise<void> {
  const app = `npx tsx tools/release/settled-app.ts ${folder}`;
  const flags = ['--require-approval', 'never', '--no-path-metadata', '--no-asset-metadata'];
  const cdk = spawn('npx', ['cdk', 'deploy', '--app', app, '--output', join(folder, 'out'), ...flags], {
    stdio: 'inherit',
  });
  const [code] = await once(cdk, 'exit');
  if (code !== 0)
    throw new Error('CloudFormation could not be told; see above. Nothing that runs was changed.');
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
