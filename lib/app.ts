import { Annotations, App, type AppProps } from 'aws-cdk-lib';
import { CURRENTLY_RECOMMENDED_FLAGS } from 'aws-cdk-lib/cx-api';
import { IntakeStage } from './intake-stage.ts';
import { faultsOfCloudFrontIn } from './stages/regions.ts';
import { stages as ownStages, type StageConfig } from './stages/stages.ts';
import { validateStage } from './stages/validate-stage.ts';

/**
 * CDK's recommended behaviour, which fails synthesis on a template that breaks the schema of a CloudFormation resource.
 * But for references between stacks: CloudFormation exports, so that a table or a queue cannot be removed while
 * functions still use it.
 */
const featureFlags = {
  ...CURRENTLY_RECOMMENDED_FLAGS,
  '@aws-cdk/core:defaultCrossStackReferences': 'strong',
};

/**
 * The CDK app with one stage, or all of them. Feature flags are set here, not in `cdk.json`, so that the CLI, the
 * tests and the local run synthesize the same templates.
 * @throws Error when a stage is unknown or its settings are impossible.
 */
export function createApp({
  only,
  stages = ownStages,
  runsOn = 'lambda',
  deployersRegion,
  ...props
}: AppProps & {
  only?: string;
  stages?: Record<string, StageConfig>;
  /** `this`: for the local run; nothing is fetched for other machines. */
  runsOn?: 'lambda' | 'this';
  /** Where stages without `env` go, if it is known. */
  deployersRegion?: string | undefined;
} = {}): App {
  if (only !== undefined && !Object.hasOwn(stages, only)) {
    throw new Error(
      `There is no stage "${only}" in lib/stages/stages.ts; known: ${Object.keys(stages).join(', ')}.`,
    );
  }
  const app = new App({ ...props, context: { ...featureFlags, ...props.context } });
  for (const [name, config] of Object.entries(stages)) {
    if (only !== undefined && name !== only) continue;
    validateStage(name, config, runsOn);
    const stage = new IntakeStage(app, name, { config, runsOn });
    if (!config.env && deployersRegion) checkRegion(stage, config, deployersRegion);
  }
  return app;
}

/** An error of the stage's stacks, not of the app: whoever deploys another stage has no use for it. */
function checkRegion({ stageName, storage }: IntakeStage, config: StageConfig, region: string): void {
  const where = `${region}, the region of the deployer's credentials`;
  for (const fault of faultsOfCloudFrontIn(region, where, config))
    Annotations.of(storage).addError(`Stage "${stageName}" in lib/stages/stages.ts: ${fault}.`);
}
