import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { beforeAll, describe, expect, it } from 'vitest';
import { resourcesOf, synthesize, templatesOf, theOnly } from '../../support/synthesized.ts';

const STATEFUL = ['AWS::DynamoDB::Table', 'AWS::S3::Bucket'];

describe.each(['staging', 'prod'])('data of %s', (stage) => {
  let assembly: CloudAssembly;
  beforeAll(() => {
    assembly = synthesize(stage);
  });

  it('sits in a stack that cannot be terminated', () => {
    expect(assembly.getStackByName(`${stage}-storage`).terminationProtection).toBe(true);
  });

  it.each(STATEFUL)('outlives its stack and its replacement: %s', (type) => {
    expect(theOnly(templatesOf(assembly).storage!, type)).toMatchObject({
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
    });
  });

  it('is never emptied by a deployment', () => {
    expect(resourcesOf(templatesOf(assembly).storage!, 'Custom::S3AutoDeleteObjects')).toEqual([]);
  });
});

describe('data of dev', () => {
  let assembly: CloudAssembly;
  beforeAll(() => {
    assembly = synthesize('dev');
  });

  it('goes with its stack, which can be terminated', () => {
    expect(assembly.getStackByName('dev-storage').terminationProtection).not.toBe(true);
    for (const type of STATEFUL)
      expect(theOnly(templatesOf(assembly).storage!, type).DeletionPolicy).toBe('Delete');
  });

  it('is emptied first: CloudFormation cannot delete a bucket that holds objects', () => {
    expect(resourcesOf(templatesOf(assembly).storage!, 'Custom::S3AutoDeleteObjects')).toHaveLength(1);
  });
});
