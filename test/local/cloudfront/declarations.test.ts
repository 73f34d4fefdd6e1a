import { describe, expect, it } from 'vitest';
import type { TemplateResource } from '../../../local/template/assembly.ts';
import { givenImages } from './support/given-images.ts';
import { newKeys } from './support/sign.ts';

type Resources = Record<string, TemplateResource>;

/** Changes a part of a resource's properties, by its path. */
const set =
  (id: string, path: string, value: unknown) =>
  (resources: Resources): Resources => {
    const names = path.split('.');
    let part = resources[id]!.Properties as Record<string, unknown>;
    for (const name of names.slice(0, -1)) part = part[name] as Record<string, unknown>;
    part[names.at(-1)!] = value;
    return resources;
  };
const BEHAVIOR = 'DistributionConfig.DefaultCacheBehavior';
const KEPT = 'CachePolicyConfig.ParametersInCacheKeyAndForwardedToOrigin';
const MANAGED = '658327ea-f89d-4fab-a63d-7e88639e58f6';

describe('a run does not start with a distribution', () => {
  it.each<[string, (resources: Resources) => Resources, RegExp]>([
    [
      'that has a firewall',
      set('Images', 'DistributionConfig.WebACLId', 'arn'),
      /^The distribution Images has WebACLId, which/,
    ],
    [
      'that has more behaviours',
      set('Images', 'DistributionConfig.CacheBehaviors', [{ PathPattern: '/x' }]),
      /^The distribution Images has CacheBehaviors, which the local run does not know\.$/,
    ],
    [
      'that is off',
      set('Images', 'DistributionConfig.Enabled', false),
      /^The distribution Images is not enabled\.$/,
    ],
    [
      'that takes other methods',
      set('Images', `${BEHAVIOR}.AllowedMethods`, ['GET', 'POST']),
      /other methods than GET and HEAD/,
    ],
    [
      'with an origin request policy',
      set('Images', `${BEHAVIOR}.OriginRequestPolicyId`, MANAGED),
      /has OriginRequestPolicyId, which/,
    ],
    [
      'with a cache policy of AWS’s',
      set('Images', `${BEHAVIOR}.CachePolicyId`, MANAGED),
      /has the cache policy 658327ea.*, which no stack declares/,
    ],
    [
      'with a headers policy of AWS’s',
      set('Images', `${BEHAVIOR}.ResponseHeadersPolicyId`, MANAGED),
      /has the response headers policy 658327ea/,
    ],
    [
      'that keeps cookies',
      set('CachePolicy', `${KEPT}.CookiesConfig.CookieBehavior`, 'all'),
      /^The cache policy CachePolicy keeps cookies/,
    ],
    [
      'that keeps what is compressed apart',
      set('CachePolicy', `${KEPT}.EnableAcceptEncodingGzip`, true),
      /has EnableAcceptEncodingGzip, which/,
    ],
    [
      'with timing headers',
      set('HeadersPolicy', 'ResponseHeadersPolicyConfig.ServerTimingHeadersConfig', {}),
      /has ServerTimingHeadersConfig, which/,
    ],
    [
      'with a page for its errors',
      set('Images', 'DistributionConfig.CustomErrorResponses', [{ ErrorCode: 403, ResponsePagePath: '/x' }]),
      /in CustomErrorResponses, has ResponsePagePath, which/,
    ],
    [
      'with a function on answers',
      set('Images', `${BEHAVIOR}.FunctionAssociations`, [{ EventType: 'viewer-response' }]),
      /has a function for viewer-response, which/,
    ],
    [
      'with a function of the first runtime',
      set('Edge', 'FunctionConfig.Runtime', 'cloudfront-js-1.0'),
      /^The CloudFront Function Edge has the runtime cloudfront-js-1\.0/,
    ],
    [
      'with a function that does not parse',
      set('Edge', 'FunctionCode', 'function handler( {'),
      /^The CloudFront Function Edge does not run: /,
    ],
    [
      'with a function that imports',
      set('Edge', 'FunctionCode', 'require("fs"); function handler() {}'),
      /^The CloudFront Function Edge does not run: require is not defined/,
    ],
    [
      'with a function without a handler',
      set('Edge', 'FunctionCode', 'const x = 1;'),
      /^The CloudFront Function Edge has no function handler\.$/,
    ],
    [
      'with a function that is too large',
      set('Edge', 'FunctionCode', `function handler() {}${' '.repeat(10_240)}`),
      /is larger than 10240 bytes/,
    ],
    [
      'whose function’s URL is open to all',
      set('RendererUrl', 'AuthType', 'NONE'),
      /^The function URL RendererUrl has NONE and BUFFERED/,
    ],
    [
      'whose function’s URL streams',
      set('RendererUrl', 'InvokeMode', 'RESPONSE_STREAM'),
      /has AWS_IAM and RESPONSE_STREAM/,
    ],
    [
      'that does not sign to its bucket',
      set('BucketAccess', 'OriginAccessControlConfig.SigningBehavior', 'never'),
      /^The origin First needs an OriginAccessControl of type s3/,
    ],
    [
      'that signs for another kind of origin',
      set('RendererAccess', 'OriginAccessControlConfig.OriginAccessControlOriginType', 's3'),
      /^The origin Second needs an OriginAccessControl of type lambda/,
    ],
    [
      'that trusts a key group that there is not',
      set('Images', `${BEHAVIOR}.TrustedKeyGroups`, ['other']),
      /trusts the key group other, which no stack declares/,
    ],
    [
      'that trusts what is no key',
      set('Key0', 'PublicKeyConfig.EncodedKey', 'nothing'),
      /^The public key Key0 is none of RSA/,
    ],
    [
      'that trusts a private key',
      set('Key0', 'PublicKeyConfig.EncodedKey', privateKey()),
      /^The public key Key0 is none of RSA[^\n]*in PEM\.$/,
    ],
  ])('%s', async (_, change, sentence) => {
    await expect(givenImages({ change })).rejects.toThrow(sentence);
  });
});

function privateKey(): string {
  return String(newKeys.ec().privateKey.export({ type: 'pkcs8', format: 'pem' }));
}

it('leaves out a distribution without a function behind it, whatever it has', async () => {
  const { run } = await givenImages({
    change: (resources) => {
      const { Images } = set('Images', 'DistributionConfig.WebACLId', 'arn')(structuredClone(resources));
      const { DistributionConfig } = Images!.Properties as { DistributionConfig: { Origins: unknown[] } };
      DistributionConfig.Origins.splice(1);
      return { ...resources, Images: Images! };
    },
  });
  expect(run.delivery).toBeUndefined();
});

it('names its distributions by where they are, to functions', async () => {
  const images = await givenImages({
    renderer: 'exports.handler = async () => ({ statusCode: 200, body: JSON.stringify(process.env) });',
    change: (resources) => {
      set('Images', 'DistributionConfig.Aliases', ['images.example'])(resources);
      set('Images', 'DistributionConfig.DefaultCacheBehavior.TrustedKeyGroups', [])(resources);
      set('Renderer', 'Environment', {
        Variables: {
          DELIVERY: {
            'Fn::Join': ['', ['{"origin":"https://', { 'Fn::GetAtt': ['Images', 'DomainName'] }, '"}']],
          },
          ALIAS: 'https://images.example',
        },
      })(resources);
      return resources;
    },
  });
  const { body } = await images.ask(
    '/i/0f4a6d0e-3c1b-4f5a-9d2e-7b8c9d0e1f2a/AbCdEfGhIjKlMnOpQrStUv_-xyz012/320',
  );
  expect(JSON.parse(body)).toMatchObject({
    DELIVERY: `{"origin":"${images.origin}"}`,
    ALIAS: images.origin,
    AWS_ENDPOINT_URL_CLOUDFRONT: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
  });
});
