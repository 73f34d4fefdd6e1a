import { App, type AppProps } from 'aws-cdk-lib';
import { FLAGS } from 'aws-cdk-lib/cx-api';
import { IntakeStage } from './intake-stage.ts';
import { stages, validateStage } from './stages.ts';

/** CDK's recommended behaviour throughout; set here, so that the CLI and the local run synthesize the same. */
const recommendedFlags = Object.fromEntries(
  Object.entries(FLAGS).map(([name, flag]) => [name, flag.recommendedValue]),
);

/**
 * The CDK app with the named stages, or all of them.
 * @throws Error when a stage is unknown or its settings are impossible.
 */
export function createApp({ only, ...props }: AppProps & { only?: string } = {}): App {
  if (only !== undefined && !Object.hasOwn(stages, only)) {
    throw new Error(
      `There is no stage "${only}" in lib/stages.ts; known: ${Object.keys(stages).join(', ')}.`,
    );
  }
  const app = new App({ ...props, context: { ...recommendedFlags, ...props.context } });
  for (const [name, config] of Object.entries(stages)) {
    if (only !== undefined && name !== only) continue;
    validateStage(name, config);
    new IntakeStage(app, name, { config });
  }
  return app;
}
