import { Stage, Tags } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ApiStack } from './api-stack.ts';
import { MonitoringStack } from './monitoring-stack.ts';
import type { StageConfig } from './stages.ts';
import { StorageStack } from './storage-stack.ts';

export interface IntakeStageProps {
  config: StageConfig;
  /** Where the functions are going to run: on Lambda, or on the machine that synthesizes them. */
  runsOn: 'lambda' | 'this';
}

/** One whole image intake: what `cdk deploy '<stage>/*'` deploys. */
export class IntakeStage extends Stage {
  readonly storage: StorageStack;
  readonly api: ApiStack;
  readonly monitoring: MonitoringStack;

  constructor(scope: Construct, name: string, { config, runsOn }: IntakeStageProps) {
    super(scope, name, config.env ? { env: config.env } : {});
    this.storage = new StorageStack(this, 'storage', {
      config,
      terminationProtection: config.data === 'retain',
    });
    this.api = new ApiStack(this, 'api', { config, storage: this.storage, runsOn });
    this.monitoring = new MonitoringStack(this, 'monitoring', {
      config,
      storage: this.storage,
      api: this.api,
    });
    for (const [key, value] of Object.entries(config.tags)) Tags.of(this).add(key, value);
    Tags.of(this).add('service', 'image-intake');
    Tags.of(this).add('stage', name);
  }
}
