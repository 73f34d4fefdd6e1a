import type { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { stages } from '../../../../lib/stages/stages.ts';
import { grantsOfRole } from '../../../support/grants-of-role.ts';
import { resourcesOf, synthesize, templatesOf, theOnly } from '../../../support/synthesized.ts';
import { NEW_KEY, SIGNED } from '../../delivery-keys.ts';

let all: Record<string, Template>;
let without: Record<string, Template>;
beforeAll(() => {
  const stacksOf = (delivery: false | typeof SIGNED) =>
    templatesOf(synthesize('prod', { stages: { prod: { ...stages.prod!, delivery } } }));
  all = stacksOf(SIGNED);
  without = stacksOf(false);
});

const grantsOf = (stack: Template, id: string) =>
  grantsOfRole(stack, theOnly(stack, 'AWS::Lambda::Function', id).Properties.Role['Fn::GetAtt'][0]);
/** What a function may do more than where the stage delivers nothing. */
const moreOf = (id: string) => {
  const before = grantsOf(without.api!, id);
  return grantsOf(all.api!, id).filter((grant) => !before.includes(grant));
};
const variablesOf = (stack: Template, id: string) =>
  theOnly(stack, 'AWS::Lambda::Function', id).Properties.Environment.Variables;

describe('the functions of the API', () => {
  it('know where images are, and the newest key, of its private half the name alone', () => {
    const { 'Fn::Join': joined } = variablesOf(all.api!, 'MetadataApi').DELIVERY;
    const text = joined[1].map((part: unknown) => (typeof part === 'string' ? part : 'X')).join('');
    expect(JSON.parse(text)).toEqual({
      origin: 'https://X',
      widths: SIGNED.widths,
      key: { id: 'X', publicKeyPem: NEW_KEY.publicKeyPem, parameter: NEW_KEY.secretParameter },
    });
    const imported = (part: object) => (part as { 'Fn::ImportValue': string })['Fn::ImportValue'];
    const [, keyId] = joined[1].filter((part: unknown) => typeof part === 'object').map(imported);
    const exported = Object.values(all.delivery!.findOutputs('*')).find(
      ({ Export }) => Export?.Name === keyId,
    )!;
    const { PublicKeyConfig } = theOnly(
      all.delivery!,
      'AWS::CloudFront::PublicKey',
      exported.Value.Ref,
    ).Properties;
    expect(PublicKeyConfig.EncodedKey).toBe(NEW_KEY.publicKeyPem);
  });

  it('may read that key’s parameter alone', () => {
    expect(moreOf('MetadataApi')).toEqual([
      expect.stringMatching(/^ssm:GetParameter .*:parameter\/image-intake\/delivery\/2"/),
    ]);
  });

  it('delete renditions, and invalidate what is erased at this distribution alone', () => {
    expect(moreOf('ObjectCleaner')).toEqual([
      expect.stringMatching(/^cloudfront:CreateInvalidation .*:distribution\/.*ImagesDistribution/),
      's3:DeleteObjectVersion bucket/i/*',
    ]);
    expect(JSON.stringify(variablesOf(all.api!, 'ObjectCleaner').DISTRIBUTION_ID)).toContain(
      'ImagesDistribution',
    );
    const prefixes = resourcesOf(all.api!, 'AWS::IAM::Policy')
      .filter(([id]) => id.startsWith('ObjectCleaner'))
      .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement)
      .filter(({ Action }) => Action === 's3:ListBucketVersions')
      .map(({ Condition }) => Condition.StringLike['s3:prefix']);
    expect(prefixes).toEqual([['images/*', 'thumbnails/*'], ['i/*']]);
  });

  it('tell the cleaner of replaced images, with no right more', () => {
    expect(variablesOf(all.api!, 'ChangeRelay').RENDITIONS).toBe('true');
    expect(moreOf('ChangeRelay')).toEqual([]);
  });

  it('have none of these variables where nothing is delivered', () => {
    for (const [id, name] of [
      ['MetadataApi', 'DELIVERY'],
      ['ChangeRelay', 'RENDITIONS'],
      ['ObjectCleaner', 'DISTRIBUTION_ID'],
    ] as const) {
      expect(variablesOf(all.api!, id)).toHaveProperty(name);
      expect(variablesOf(without.api!, id)).not.toHaveProperty(name);
    }
  });
});

it('the page may show what is delivered', () => {
  const policy = JSON.stringify(all.web!.findResources('AWS::CloudFront::ResponseHeadersPolicy'));
  expect(policy).toMatch(
    /img-src 'self' blob: data: https:\/\/.*RegionalDomainName.* https:\/\/.*ImagesDistribution.*connect-src/,
  );
});
