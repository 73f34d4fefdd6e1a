import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { MetadataRestApi } from '../constructs/api/metadata-rest-api.ts';
import type { Delivery } from '../constructs/delivery/delivery.ts';
import { AuthorizerFunction } from '../constructs/functions/authorizer-function.ts';
import { ChangeRelayFunction } from '../constructs/functions/change-relay-function.ts';
import { GradualRelease } from '../constructs/functions/gradual-release.ts';
import { ImageInspectorFunction } from '../constructs/functions/image-inspector-function.ts';
import { MetadataApiFunction } from '../constructs/functions/metadata-api-function.ts';
import { ObjectCleanerFunction } from '../constructs/functions/object-cleaner-function.ts';
import { ReconcilerFunction } from '../constructs/functions/reconciler-function.ts';
import type { ServiceFunction } from '../constructs/functions/service-function.ts';
import { ThumbnailerFunction } from '../constructs/functions/thumbnailer-function.ts';
import { WebhookSenderFunction } from '../constructs/functions/webhook-sender-function.ts';
import { ReleaseAlarms } from '../monitoring/release-alarms.ts';
import { loggingOf } from '../stages/cdk-values.ts';
import type { CanaryName, StageConfig } from '../stages/stages.ts';
import { clientIdOf, type UsersConfig } from '../stages/users.ts';
import type { StorageStack } from './storage-stack.ts';

export interface ApiStackProps extends StackProps {
  config: StageConfig;
  storage: StorageStack;
  /** Undefined where the stage has none. */
  delivery: Delivery | undefined;
  runsOn: 'lambda' | 'this';
}

/** What can be deployed and rolled back at any time: the functions and the REST API. */
export class ApiStack extends Stack {
  readonly metadataApi: MetadataApiFunction;
  readonly inspector: ImageInspectorFunction;
  readonly thumbnailer: ThumbnailerFunction;
  readonly relay: ChangeRelayFunction;
  readonly cleaner: ObjectCleanerFunction;
  readonly authorizer: AuthorizerFunction | undefined;
  readonly webhookSender: WebhookSenderFunction | undefined;
  readonly reconciler: ReconcilerFunction | undefined;
  readonly rest: MetadataRestApi;

  constructor(scope: Construct, id: string, props: ApiStackProps) {
    const { config, storage, delivery, runsOn, ...stackProps } = props;
    super(scope, id, { description: 'image-intake: REST API and functions', ...stackProps });
    const logging = loggingOf(config);
    const settings = config;
    const { records, images } = storage;
    this.metadataApi = new MetadataApiFunction(this, 'MetadataApi', {
      logging,
      settings,
      records,
      images,
      delivery: delivery?.settings,
    });
    this.inspector = new ImageInspectorFunction(this, 'ImageInspector', { logging, settings, storage });
    this.thumbnailer = new ThumbnailerFunction(this, 'Thumbnailer', { logging, settings, storage, runsOn });
    this.relay = new ChangeRelayFunction(this, 'ChangeRelay', { logging, settings, storage });
    this.cleaner = new ObjectCleanerFunction(this, 'ObjectCleaner', {
      logging,
      settings,
      storage,
      distribution: delivery?.distribution,
    });
    const { users, webhooks, reconcile, apiP99Ms: p99Ms } = config;
    if (webhooks.length > 0)
      this.webhookSender = new WebhookSenderFunction(this, 'WebhookSender', { logging, webhooks, storage });
    const { uploads, reconciling } = storage;
    if (reconcile && reconciling)
      this.reconciler = new ReconcilerFunction(this, 'Reconciler', {
        logging,
        settings: { ...config, reconcile },
        storage: { records, images, uploads, reconciling },
      });
    if (users) this.authorizer = new AuthorizerFunction(this, 'Authorizer', { logging, users, p99Ms });
    const [handler, authorizer] = [this.metadataApi.live, this.authorizer?.live];
    this.rest = new MetadataRestApi(this, 'Rest', { logging, settings, handler, authorizer });

    if (config.canary) this.releaseGradually(config.canary, config);

    const newestKey = this.rest.keys.at(-1)!;
    new CfnOutput(this, 'ApiBaseUrl', { value: this.rest.baseUrl });
    new CfnOutput(this, 'ApiExecuteUrl', { value: this.rest.api.url });
    new CfnOutput(this, 'ApiMetadataUrl', { value: `${this.rest.baseUrl}metadata` });
    new CfnOutput(this, 'ApiKeyId', { value: newestKey.keyId });
    new CfnOutput(this, 'MetadataApiName', { value: this.metadataApi.function.functionName });
    new CfnOutput(this, 'ImageInspectorName', { value: this.inspector.function.functionName });
    new CfnOutput(this, 'ThumbnailerName', { value: this.thumbnailer.function.functionName });
    new CfnOutput(this, 'ChangeRelayName', { value: this.relay.function.functionName });
    new CfnOutput(this, 'ObjectCleanerName', { value: this.cleaner.function.functionName });
    if (this.webhookSender)
      new CfnOutput(this, 'WebhookSenderName', { value: this.webhookSender.function.functionName });
    if (this.reconciler)
      new CfnOutput(this, 'ReconcilerName', { value: this.reconciler.function.functionName });
    if (this.authorizer)
      new CfnOutput(this, 'AuthorizerName', { value: this.authorizer.function.functionName });
    if (users) this.tellUsers(users);
  }

  /** What a program must know to sign them in. */
  private tellUsers(users: UsersConfig): void {
    const told = {
      UsersIssuer: users.issuer,
      UsersAudience: users.audience,
      UsersClientId: clientIdOf(users),
    };
    for (const [name, value] of Object.entries(told)) if (value) new CfnOutput(this, name, { value });
  }

  /**
   * Functions that shift together, and back together: what one breaks fails the whole update of the stack. Those behind
   * the table's stream are watched by alarms of their own, since CodeDeploy takes ten for a function.
   */
  private releaseGradually(canary: CanaryName, config: StageConfig): void {
    const { metadataApi, inspector, thumbnailer, authorizer, rest } = this;
    const front = new ReleaseAlarms(this, 'ReleaseAlarms', {
      answering: { service: metadataApi, api: { name: rest.api.restApiName, stage: rest.stageName } },
      consuming: [inspector, thumbnailer],
    });
    const following = [this.relay, this.cleaner, ...(this.webhookSender ? [this.webhookSender] : [])];
    const back = new ReleaseAlarms(this, 'FollowingAlarms', { consuming: following });
    const ignoreAlarms = config.releaseDespiteAlarms ?? false;
    const release = (services: readonly ServiceFunction[], { all: alarms }: ReleaseAlarms) => {
      for (const { live, node } of services)
        new GradualRelease(this, `${node.id}Release`, { canary, live, alarms, ignoreAlarms });
    };
    // The authorizer has no alarms of its own: what it fails, the API answers by 503.
    release([metadataApi, inspector, thumbnailer, ...(authorizer ? [authorizer] : [])], front);
    release(following, back);
    // Alone: its alarms would be too many for a group of the others, and it breaks none of them. A run is one message at a time.
    if (this.reconciler) {
      const consuming = [this.reconciler];
      release(consuming, new ReleaseAlarms(this, 'ReconcilingAlarms', { consuming, mayFail: 0 }));
    }
  }
}
