import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import type { Construct } from 'constructs';
import type { CloudFrontDomain } from '../../stages/domains.ts';

/** How viewers reach a distribution: by which protocols, from which places, and by which name. */
export function viewerSettings(
  scope: Construct,
  domain: CloudFrontDomain | undefined,
): Pick<
  cloudfront.DistributionProps,
  'certificate' | 'domainNames' | 'httpVersion' | 'minimumProtocolVersion' | 'priceClass'
> {
  return {
    httpVersion: cloudfront.HttpVersion.HTTP2_AND_3,
    priceClass: cloudfront.PriceClass.PRICE_CLASS_100,
    ...(domain && {
      domainNames: [domain.name],
      minimumProtocolVersion: cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021,
      certificate: Certificate.fromCertificateArn(scope, 'Certificate', domain.certificateArn),
    }),
  };
}

/** Why a finding of a distribution without a domain of its own stands. */
export const withoutDomain = (domain: CloudFrontDomain | undefined): Record<string, string> =>
  domain
    ? {}
    : {
        'AwsSolutions-CFR4':
          'Without a domain of its own it uses the certificate of cloudfront.net and its TLS versions.',
      };
