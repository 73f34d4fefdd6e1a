import { GetParameterCommand, GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ServiceCall } from '../../../local/calls.ts';
import { createIdentities } from '../../../local/iam/identities.ts';
import { type ParameterOptions, startParameters } from '../../../local/ssm/parameters.ts';

const ARN = 'arn:aws:ssm:us-east-1:000000000000:parameter';

async function givenParameters(options: Partial<ParameterOptions> = {}) {
  const identities = createIdentities();
  const reader = identities.assumeRole('Reader', [
    { Effect: 'Allow', Action: ['ssm:GetParameter', 'ssm:GetParameters'], Resource: `${ARN}/hooks/*` },
  ]);
  const calls: ServiceCall[] = [];
  const local = await startParameters({
    region: 'us-east-1',
    accountId: '000000000000',
    identities,
    parameters: { '/hooks/one': 'first', '/hooks/two': 'second', '/other': 'hidden' },
    onCall: (call) => calls.push(call),
    ...options,
  });
  const ssm = new SSMClient({
    endpoint: local.endpoint,
    region: 'us-east-1',
    credentials: reader,
    maxAttempts: 1,
  });
  onTestFinished(() => {
    ssm.destroy();
    return local.close();
  });
  const get = async (Name: string, WithDecryption = true) =>
    (await ssm.send(new GetParameterCommand({ Name, WithDecryption }))).Parameter!;
  return { ...local, calls, get, ssm };
}

describe('a parameter', () => {
  it('is read by its name or ARN, as SSM tells it', async () => {
    const { get, calls } = await givenParameters();
    expect(await get('/hooks/one')).toEqual({
      Name: '/hooks/one',
      Type: 'SecureString',
      Value: 'first',
      Version: 1,
      LastModifiedDate: expect.any(Date),
      ARN: `${ARN}/hooks/one`,
      DataType: 'text',
    });
    expect(await get(`${ARN}/hooks/one`)).toMatchObject({ Name: '/hooks/one', Value: 'first' });
    const told = {
      function: 'Reader',
      service: 'ssm',
      operation: 'GetParameter',
      resource: `${ARN}/hooks/one`,
    };
    expect(calls).toEqual([told, told]);
  });

  it('says nothing to whoever does not ask for its decryption', async () => {
    const { get } = await givenParameters();
    expect((await get('/hooks/one', false)).Value).not.toContain('first');
  });

  it('can change while the run goes on, and go', async () => {
    const { get, parameters } = await givenParameters();
    parameters.set('/hooks/one', 'rotated');
    expect(await get('/hooks/one')).toMatchObject({ Value: 'rotated', Version: 2 });
    parameters.remove('/hooks/one');
    await expect(get('/hooks/one')).rejects.toMatchObject({ name: 'ParameterNotFound' });
  });

  it('is refused to a role that may not read it, and while SSM is out of order', async () => {
    let broken = false;
    const fault = () => (broken ? { type: 'InternalServerError', status: 500 } : undefined);
    const { get, calls } = await givenParameters({ fault });
    await expect(get('/other')).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining(`ssm:GetParameter on resource: ${ARN}/other`),
    });
    broken = true;
    await expect(get('/hooks/one')).rejects.toMatchObject({ name: 'InternalServerError' });
    expect(calls).toMatchObject([{ refused: true }, { error: 'InternalServerError' }]);
  });

  it('is read with others, and those that there are not are named', async () => {
    const { ssm } = await givenParameters();
    const Names = ['/hooks/one', '/hooks/none', '/hooks/two'];
    const answer = await ssm.send(new GetParametersCommand({ Names, WithDecryption: true }));
    expect(answer.Parameters!.map(({ Value }) => Value)).toEqual(['first', 'second']);
    expect(answer.InvalidParameters).toEqual(['/hooks/none']);
  });

  it('is not asked for by a version, which is not known here', async () => {
    const { get } = await givenParameters();
    await expect(get('/hooks/one:1')).rejects.toMatchObject({ name: 'ValidationException' });
  });
});
