import { Duration } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import { Construct } from 'constructs';
import { PREFLIGHT_SECONDS } from '../../../contract/cors.ts';
import type { DeliveryConfig } from '../../stages/delivery.ts';
import { globalNameOf } from '../../stages/service-name.ts';
import type { StageConfig } from '../../stages/stages.ts';

/** How long images are kept, and what browsers are told of them. */
export class DeliveryPolicies extends Construct {
  readonly cache: cloudfront.CachePolicy;
  readonly headers: cloudfront.ResponseHeadersPolicy;

  constructor(
    scope: Construct,
    id: string,
    delivery: DeliveryConfig,
    { allowedOrigins }: Pick<StageConfig, 'allowedOrigins'>,
  ) {
    super(scope, id);
    // Another than the page's, which are named by the stage alone.
    const name = `${globalNameOf(this)}-images`;
    const age = Duration.seconds(delivery.maxAgeSeconds);
    // The path alone tells one image from another, once the edge function has put width and format into it.
    this.cache = new cloudfront.CachePolicy(this, 'Cache', {
      cachePolicyName: name,
      minTtl: Duration.seconds(0),
      defaultTtl: age,
      maxTtl: age,
      queryStringBehavior: cloudfront.CacheQueryStringBehavior.none(),
      headerBehavior: cloudfront.CacheHeaderBehavior.none(),
      cookieBehavior: cloudfront.CacheCookieBehavior.none(),
    });
    this.headers = new cloudfront.ResponseHeadersPolicy(this, 'Headers', {
      responseHeadersPolicyName: name,
      corsBehavior: {
        // Without it a page could show an image, and not read its pixels from a canvas.
        accessControlAllowOrigins: [...allowedOrigins],
        accessControlAllowMethods: ['GET', 'HEAD'],
        accessControlAllowHeaders: ['*'],
        accessControlAllowCredentials: false,
        accessControlMaxAge: Duration.seconds(PREFLIGHT_SECONDS),
        originOverride: true,
      },
      securityHeadersBehavior: {
        contentSecurityPolicy: { contentSecurityPolicy: "default-src 'none'", override: true },
        contentTypeOptions: { override: true },
      },
      customHeadersBehavior: {
        customHeaders: [{ header: 'Cross-Origin-Resource-Policy', value: 'cross-origin', override: true }],
      },
    });
  }
}
