import { Bucket } from 'aws-cdk-lib/aws-s3';
import { createApp } from '../../lib/app.ts';
import { review } from '../../lib/review/review.ts';

/**
 * `bin/app.ts` with the stage dev alone, and with the argument `finding` a bucket in it that nobody has acknowledged:
 * anybody may read it without TLS. Functions and the page are not built, and no schema is read, to be quick.
 */
const app = createApp({
  only: 'dev',
  builtinCloudFormationValidation: false,
  postCliContext: { 'aws:cdk:bundling-stacks': [] },
});
if (process.argv.includes('finding'))
  new Bucket(app.node.findChild('dev').node.findChild('storage'), 'Careless');
review(app).synth();
