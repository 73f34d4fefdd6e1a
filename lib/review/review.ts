import { type App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';

/**
 * Has cdk-nag read the templates at synthesis. What it finds and no resource acknowledges, with a reason, is in the
 * assembly's `validation-report.json` and fails the command line's `synth` and `deploy`.
 */
export function review(app: App): App {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
  return app;
}
