import { Stage, Tags } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ApiStack } from './stacks/api-stack.ts';
import { DeliveryStack } from './stacks/delivery-stack.ts';
import { MonitoringStack } from './stacks/monitoring-stack.ts';
import { StorageStack } from './stacks/storage-stack.ts';
import { WebStack } from './stacks/web-stack.ts';
import type { StageConfig } from './stages/stages.ts';

export interface IntakeStageProps {
  config: StageConfig;
  /** Where the functions are going to run: on Lambda, or on the machine that synthesizes them. */
  runsOn: 'lambda' | 'this';
}

/** One whole image intake: what `cdk deploy '<stage>/*'` deploys. */
export class IntakeStage extends Stage {
  readonly storage: StorageStack;
  readonly delivery: DeliveryStack | undefined;
  readonly api: ApiStack;
  readonly monitoring: MonitoringStack;
  readonly web: WebStack | undefined;

  constructor(scope: Construct, name: string, { config, runsOn }: IntakeStageProps) {
    super(scope, name, config.env ? { env: config.env } : {});
    this.storage = new StorageStack(this, 'storage', {
      config,
      terminationProtection: config.data === 'retain',
    });
    const { storage } = this;
    if (config.delivery) {
      const { delivery } = config;
      this.delivery = new DeliveryStack(this, 'delivery', {
        config: { ...config, delivery },
        storage,
        runsOn,
      });
    }
    const { delivery } = this;
    this.api = new ApiStack(this, 'api', { config, storage, delivery, runsOn });
    this.monitoring = new MonitoringStack(this, 'monitoring', {
      config,
      storage,
      delivery,
      api: this.api,
    });
    // The local run serves the page by itself.
    if (config.web && runsOn === 'lambda') {
      const { web } = config;
      const { api } = this;
      this.web = new WebStack(this, 'web', { config: { ...config, web }, storage, delivery, api });
    }
    for (const [key, value] of Object.entries(config.tags)) Tags.of(this).add(key, value);
    Tags.of(this).add('service', 'image-intake');
    Tags.of(this).add('stage', name);
  }
}
