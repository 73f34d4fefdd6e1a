import { readFileSync } from 'node:fs';
import { App, DefaultStackSynthesizer, Stack } from 'aws-cdk-lib';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import type { SettledStack } from './settle-stage.ts';

// The CDK app of `npm run release:settle`: the one stack that lies in the folder which is named.
const [folder] = process.argv.slice(2);
const described = JSON.parse(readFileSync(`${folder}/stack.json`, 'utf8')) as SettledStack;
const app = new App();
const stack = new Stack(app, described.stackName, {
  ...described,
  analyticsReporting: false,
  // The template brings its own.
  synthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }),
});
new CfnInclude(stack, 'Deployed', { templateFile: `${folder}/template.json` });
app.synth();
