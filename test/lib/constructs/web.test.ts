import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../../lib/app.ts';
import { type StageConfig, stages } from '../../../lib/stages/stages.ts';
import { contentSecurityPolicy } from '../../../web/content-security-policy.ts';
import { resourcesOf, synthesize, templatesOf, theOnly } from '../../support/synthesized.ts';

const trialOf = (config: Partial<StageConfig>) =>
  templatesOf(synthesize('trial', { stages: { trial: { ...stages.dev!, ...config } } }));

describe.each(Object.keys(stages))('the page of %s', (stage) => {
  let web: Template;
  beforeAll(() => {
    web = templatesOf(synthesize(stage)).web!;
  });

  it('lies in a private bucket that CloudFront alone may read, by origin access control', () => {
    const { Properties } = theOnly(web, 'AWS::S3::Bucket');
    expect(Properties.PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    });
    const { Statement } = theOnly(web, 'AWS::S3::BucketPolicy').Properties.PolicyDocument;
    const reading = Statement.filter(({ Effect, Action }: { Effect: string; Action: string | string[] }) => {
      return Effect === 'Allow' && [Action].flat().includes('s3:GetObject');
    });
    expect(reading).toHaveLength(1);
    expect(reading[0].Principal).toEqual({ Service: 'cloudfront.amazonaws.com' });
    expect(JSON.stringify(reading[0].Condition)).toContain('distribution/');
    const [origin] = distributionOf(web).Origins;
    expect(origin.OriginAccessControlId).toBeDefined();
    expect(origin.S3OriginConfig).toEqual({ OriginAccessIdentity: '' });
  });

  it('is served over HTTPS alone, compressed, for GET and HEAD', () => {
    expect(distributionOf(web).DefaultCacheBehavior).toMatchObject({
      ViewerProtocolPolicy: 'redirect-to-https',
      Compress: true,
      AllowedMethods: ['GET', 'HEAD'],
    });
    expect(distributionOf(web)).toMatchObject({ DefaultRootObject: 'index.html', HttpVersion: 'http2and3' });
  });

  it('has the page’s own Content-Security-Policy, with the origins of this stage', () => {
    const { SecurityHeadersConfig: headers } = headersOf(web);
    const policy = joined(headers.ContentSecurityPolicy.ContentSecurityPolicy);
    const [, storage] = /img-src 'self' blob: data: (\S+);/.exec(policy) ?? [];
    const [, api] = /connect-src 'self' (\S+) /.exec(policy) ?? [];
    expect(policy).toBe(contentSecurityPolicy({ api: api!, storage: storage! }));
    expect(storage).toMatch(/^https:\/\/<.*ImagesBucket.*RegionalDomainName.*>$/);
    expect(api).toMatch(/^https:\/\/<.*RefRestApi.*>\.execute-api\.<AWS::Region>\.<AWS::URLSuffix>$/);
  });

  it('has the other security headers on every answer', () => {
    const { SecurityHeadersConfig: headers, CustomHeadersConfig } = headersOf(web);
    expect(headers).toMatchObject({
      ContentTypeOptions: { Override: true },
      FrameOptions: { FrameOption: 'DENY', Override: true },
      ReferrerPolicy: { ReferrerPolicy: 'no-referrer', Override: true },
      StrictTransportSecurity: {
        AccessControlMaxAgeSec: 63_072_000,
        IncludeSubdomains: true,
        Override: true,
      },
    });
    expect(CustomHeadersConfig.Items.map(({ Header }: { Header: string }) => Header)).toEqual([
      'Permissions-Policy',
      'Cross-Origin-Opener-Policy',
    ]);
    const policy = resourcesOf(web, 'AWS::CloudFront::ResponseHeadersPolicy')[0]![0];
    expect(distributionOf(web).DefaultCacheBehavior.ResponseHeadersPolicyId).toEqual({ Ref: policy });
  });

  it('keeps named files for ever and asks anew for the entry, which comes last', () => {
    const deployments = resourcesOf(web, 'Custom::CDKBucketDeployment');
    const [files, entry] = deployments.map(([, { Properties }]) => Properties);
    expect(files.SystemMetadata).toEqual({ 'cache-control': 'public, max-age=31536000, immutable' });
    expect([files.Exclude, files.Include]).toEqual([['*'], ['assets/*']]);
    expect(entry.SystemMetadata).toEqual({ 'cache-control': 'no-cache' });
    expect(entry.Exclude).toEqual(['assets/*']);
    expect([files.Prune, entry.Prune]).toEqual([false, false]);
    expect(deployments[1]![1].DependsOn).toContain(deployments[0]![0]);
  });

  it('says that what is not there is not there', () => {
    expect(distributionOf(web).CustomErrorResponses).toEqual(
      [403, 404].map((ErrorCode) => ({
        ErrorCode,
        ErrorCachingMinTTL: 60,
        ResponseCode: 404,
        ResponsePagePath: '/index.html',
      })),
    );
  });
});

it('the configuration of the page names the stage’s API and limits', () => {
  const outdir = mkdtempSync(join(tmpdir(), 'page-'));
  try {
    const trial = { ...stages.dev!, maxUploadBytes: 12_345, allowedTypes: ['image/png'] as const };
    const assembly = synthesize('trial', { stages: { trial }, outdir });
    const [, { Properties }] = resourcesOf(templatesOf(assembly).web!, 'Custom::CDKBucketDeployment')[1]!;
    const values = Object.entries<unknown>(Properties.SourceMarkers[1]);
    const config = configIn(outdir);
    expect(config).toMatchObject({ maxUploadBytes: 12_345, allowedTypes: ['image/png'] });
    const apiBaseUrl = values.reduce(
      (url, [marker, value]) => url.replace(marker, joined(value)),
      config.apiBaseUrl,
    );
    expect(apiBaseUrl).toMatch(
      /^https:\/\/<[^>]*RefRestApi[^>]*>\.execute-api\.<AWS::Region>\.<AWS::URLSuffix>\/<[^>]*Stagev1[^>]*>\/$/,
    );
  } finally {
    rmSync(outdir, { recursive: true });
  }
});

it('a page that signs users in may call their issuer, and what it has elsewhere', () => {
  const { web } = trialOf({
    users: {
      issuer: 'https://id.example/pool',
      audience: 'images',
      ticketsPerHour: 10,
      page: { clientId: 'page', scopes: ['openid'], origins: ['https://pool.auth.example'] },
    },
  });
  const policy = joined(headersOf(web!).SecurityHeadersConfig.ContentSecurityPolicy.ContentSecurityPolicy);
  expect(policy).toMatch(/connect-src 'self' \S+ \S+ https:\/\/id\.example https:\/\/pool\.auth\.example;/);
});

it('a page with a domain uses its certificate and nothing older than TLS 1.2', () => {
  const domain = {
    name: 'page.a.example',
    certificateArn: `arn:aws:acm:us-east-1:${'1'.repeat(12)}:certificate/0`,
  };
  const { web } = trialOf({ web: { domain } });
  expect(distributionOf(web!)).toMatchObject({
    Aliases: [domain.name],
    ViewerCertificate: {
      AcmCertificateArn: domain.certificateArn,
      MinimumProtocolVersion: 'TLSv1.2_2021',
      SslSupportMethod: 'sni-only',
    },
  });
  expect(Object.keys(web!.findOutputs('*'))).toEqual(expect.arrayContaining(['PageUrl', 'PageDomainTarget']));
});

it('an API with a domain is the one that the page may talk to', () => {
  const domain = {
    name: 'api.a.example',
    certificateArn: `arn:aws:acm:eu-west-1:${'1'.repeat(12)}:certificate/0`,
  };
  const { web } = trialOf({ domain });
  const { ContentSecurityPolicy } = headersOf(web!).SecurityHeadersConfig;
  expect(joined(ContentSecurityPolicy.ContentSecurityPolicy)).toContain(
    "connect-src 'self' https://api.a.example https://",
  );
});

it('a stage can do without', () => {
  expect(Object.keys(trialOf({ web: false }))).toEqual(['storage', 'api', 'monitoring']);
});

it('the local run synthesizes none: it serves the page by itself', () => {
  const app = createApp({ only: 'dev', runsOn: 'this', context: { 'aws:cdk:bundling-stacks': [] } });
  const { stacks } = app.synth().getNestedAssembly('assembly-dev');
  expect(stacks.map(({ hierarchicalId }) => hierarchicalId)).not.toContain('dev/web');
});

const distributionOf = (web: Template) =>
  theOnly(web, 'AWS::CloudFront::Distribution').Properties.DistributionConfig;

const headersOf = (web: Template) =>
  theOnly(web, 'AWS::CloudFront::ResponseHeadersPolicy').Properties.ResponseHeadersPolicyConfig;

/** A string of a template, with what is put in at deployment in angle brackets. */
function joined(value: unknown): string {
  if (typeof value === 'string') return value;
  const [[name, argument]] = Object.entries(value as object) as [[string, unknown]];
  if (name === 'Fn::Join') return (argument as [string, unknown[]])[1].map(joined).join('');
  return `<${typeof argument === 'string' ? argument : JSON.stringify(argument)}>`;
}

/** The `config.json` among the assets of an assembly. */
function configIn(outdir: string): { apiBaseUrl: string } {
  const file = readdirSync(outdir, { recursive: true, encoding: 'utf8' }).find((name) =>
    name.endsWith('config.json'),
  );
  return JSON.parse(readFileSync(join(outdir, file!), 'utf8'));
}
