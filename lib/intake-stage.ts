import { Stage, Tags } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ApiStack } from './api-stack.ts';
import type { StageConfig } from './stages.ts';
import { StorageStack } from './storage-stack.ts';

/** One whole image intake: what `cdk deploy '<stage>/*'` deploys. */
export class IntakeStage extends Stage {
  readonly storage: StorageStack;
  readonly api: ApiStack;

  constructor(scope: Construct, name: string, { config }: { config: StageConfig }) {
    super(scope, name, config.env ? { env: config.env } : {});
    this.storage = new StorageStack(this, 'storage', {
      config,
      terminationProtection: config.data === 'retain',
    });
    this.api = new ApiStack(this, 'api', { config, storage: this.storage });
    Tags.of(this).add('service', 'image-intake');
    Tags.of(this).add('stage', name);
  }
}
