import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import { BucketDeployment, CacheControl, Source } from 'aws-cdk-lib/aws-s3-deployment';
import type { Construct } from 'constructs';
import type { Delivery } from '../constructs/delivery/delivery.ts';
import { declareEmptyingLogs } from '../constructs/storage/emptying-logs.ts';
import { pageConfig, signInOrigins } from '../constructs/web/page-config.ts';
import { acknowledgeDeployment, deploymentRole } from '../constructs/web/page-deployment.ts';
import { IMMUTABLE, REVALIDATED } from '../constructs/web/page-headers.ts';
import { pageSource } from '../constructs/web/page-source.ts';
import { WebSite } from '../constructs/web/web-site.ts';
import { loggingOf } from '../stages/cdk-values.ts';
import type { StageConfig } from '../stages/stages.ts';
import type { ApiStack } from './api-stack.ts';
import type { StorageStack } from './storage-stack.ts';

export interface WebStackProps extends StackProps {
  config: StageConfig & { web: object };
  storage: StorageStack;
  /** Undefined where the stage has none. */
  delivery: Delivery | undefined;
  api: ApiStack;
}

/** The uploader page on CloudFront, configured for this very stage. */
export class WebStack extends Stack {
  readonly site: WebSite;

  constructor(scope: Construct, id: string, props: WebStackProps) {
    const { config, storage, delivery, api, ...stackProps } = props;
    super(scope, id, { description: 'image-intake: the uploader page', ...stackProps });
    const { domain } = config.web;
    this.site = new WebSite(this, 'Site', {
      origins: {
        api: api.rest.origin,
        storage: `https://${storage.images.bucket.bucketRegionalDomainName}`,
        signIn: signInOrigins(config),
        ...(delivery && { images: delivery.settings.origin }),
      },
      domain,
    });

    const logging = loggingOf(config);
    const { logGroup, role } = deploymentRole(this, logging);
    const shared = { destinationBucket: this.site.bucket, logGroup, role };
    const page = pageSource();
    // Older files stay: a page that is open still asks for those it was built with.
    const files = new BucketDeployment(this, 'Files', {
      ...shared,
      sources: [page],
      exclude: ['*'],
      include: ['assets/*'],
      prune: false,
      cacheControl: [CacheControl.fromString(IMMUTABLE)],
    });
    // Last, so that no page is out whose files are not.
    const entry = new BucketDeployment(this, 'Entry', {
      ...shared,
      sources: [page, Source.jsonData('config.json', pageConfig(config, api.rest.baseUrl))],
      exclude: ['assets/*'],
      prune: false,
      cacheControl: [CacheControl.fromString(REVALIDATED)],
    });
    entry.node.addDependency(files);
    acknowledgeDeployment(this.site.bucket, role);
    declareEmptyingLogs(this, logging);

    const host = domain?.name ?? this.site.distribution.distributionDomainName;
    new CfnOutput(this, 'PageUrl', { value: `https://${host}/` });
    if (domain)
      new CfnOutput(this, 'PageDomainTarget', { value: this.site.distribution.distributionDomainName });
  }
}
