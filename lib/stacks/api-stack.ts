import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { MetadataRestApi } from '../constructs/api/metadata-rest-api.ts';
import { GradualRelease } from '../constructs/functions/gradual-release.ts';
import { ImageInspectorFunction } from '../constructs/functions/image-inspector-function.ts';
import { MetadataApiFunction } from '../constructs/functions/metadata-api-function.ts';
import { ThumbnailerFunction } from '../constructs/functions/thumbnailer-function.ts';
import { loggingOf } from '../stages/cdk-values.ts';
import type { StageConfig } from '../stages/stages.ts';
import type { StorageStack } from './storage-stack.ts';

export interface ApiStackProps extends StackProps {
  config: StageConfig;
  storage: StorageStack;
  runsOn: 'lambda' | 'this';
}

/** What can be deployed and rolled back at any time: the functions and the REST API. */
export class ApiStack extends Stack {
  readonly metadataApi: MetadataApiFunction;
  readonly inspector: ImageInspectorFunction;
  readonly thumbnailer: ThumbnailerFunction;
  readonly rest: MetadataRestApi;

  constructor(scope: Construct, id: string, { config, storage, runsOn, ...stackProps }: ApiStackProps) {
    super(scope, id, { description: 'image-intake: REST API and functions', ...stackProps });
    const logging = loggingOf(config);
    const settings = config;
    const { records, images, uploads, thumbnails } = storage;
    this.metadataApi = new MetadataApiFunction(this, 'MetadataApi', { logging, settings, records, images });
    this.inspector = new ImageInspectorFunction(this, 'ImageInspector', { logging, settings, storage });
    this.thumbnailer = new ThumbnailerFunction(this, 'Thumbnailer', { logging, settings, storage, runsOn });
    this.rest = new MetadataRestApi(this, 'Rest', { logging, settings, handler: this.metadataApi.live });

    if (config.canary) {
      for (const [released, { deadLetters }] of [
        [this.metadataApi, uploads],
        [this.inspector, uploads],
        [this.thumbnailer, thumbnails],
      ] as const) {
        const { live, p99Ms } = released;
        const props = { canary: config.canary, live, p99Ms, deadLetters };
        new GradualRelease(this, `${released.node.id}Release`, props);
      }
    }

    const newestKey = this.rest.keys.at(-1)!;
    new CfnOutput(this, 'ApiBaseUrl', { value: this.rest.baseUrl });
    new CfnOutput(this, 'ApiMetadataUrl', { value: `${this.rest.baseUrl}metadata` });
    new CfnOutput(this, 'ApiKeyId', { value: newestKey.keyId });
    new CfnOutput(this, 'MetadataApiName', { value: this.metadataApi.function.functionName });
    new CfnOutput(this, 'ImageInspectorName', { value: this.inspector.function.functionName });
    new CfnOutput(this, 'ThumbnailerName', { value: this.thumbnailer.function.functionName });
  }
}
