import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createHandler, type TokenEvent } from '../../../lambdas/authorizer/create-handler.ts';
import { issuerKeys } from '../../../lambdas/authorizer/issuer-keys.ts';
import { readSettings } from '../../../lambdas/authorizer/settings.ts';
import { type Issuer, startIssuer, type TokenParts } from './issuer.ts';

const METHOD_ARN = 'arn:aws-cn:execute-api:cn-north-1:000000000000:api/v1/PUT/my/metadata/a';

let issuer: Issuer;
let logged: unknown[];
let printed: string;
beforeEach(async () => {
  issuer = await startIssuer();
  logged = [];
  printed = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += text;
    return true;
  });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await issuer.stop();
});

function givenAuthorizer() {
  const log = (message: string, fields: object) => void logged.push({ message, ...fields });
  const settings = {
    issuer: issuer.url,
    audience: 'intake',
    clientIds: [],
    userClaim: 'sub',
    ticketsPerHour: 7,
  };
  const authorize = createHandler(issuerKeys(issuer.url), settings, { info: log, error: log });
  return (authorizationToken?: string) =>
    authorize({
      methodArn: METHOD_ARN,
      ...(authorizationToken !== undefined && { authorizationToken }),
    } as TokenEvent);
}
const bearer = async (parts?: TokenParts) => `Bearer ${await issuer.token(parts)}`;

describe('the authorizer', () => {
  it('lets a person into all of /my and nothing else, and tells the API who it is', async () => {
    const exp = Math.floor(Date.now() / 1000) + 60;
    const { principalId, policyDocument, context } = await givenAuthorizer()(
      await bearer({ claims: { exp } }),
    );
    expect(policyDocument.Statement).toEqual([
      {
        Effect: 'Allow',
        Action: 'execute-api:Invoke',
        Resource: 'arn:aws-cn:execute-api:cn-north-1:000000000000:api/v1/*/my/*',
      },
    ]);
    expect(context).toEqual({ owner: principalId, expiresAt: exp, ticketsPerHour: 7 });
  });

  it('gives an owner for issuer and subject, always the same, from which neither can be read', async () => {
    const authorize = givenAuthorizer();
    const ownerOf = async (sub: string) => (await authorize(await bearer({ claims: { sub } }))).principalId;
    const ann = await ownerOf('ann');
    expect(ann).toMatch(/^[\w-]{43}$/);
    expect(await ownerOf('ann')).toBe(ann);
    expect(await ownerOf('Ann')).not.toBe(ann);
  });

  it.each(['Bearer', 'bearer', 'BEARER', 'Bearer '])('knows the scheme %s in any case', async (scheme) => {
    await expect(givenAuthorizer()(`${scheme} ${await issuer.token()}`)).resolves.toBeDefined();
  });

  it.each([undefined, '', 'Bearer', 'Bearer ', 'Basic YTpi', 'Bearer a b', 'Bearer \u0000', 'null'])(
    'answers 401 to %j',
    async (text) => {
      await expect(givenAuthorizer()(text)).rejects.toThrow(/^Unauthorized$/);
    },
  );

  it('says why it refuses in the log alone, without the token', async () => {
    const header = await bearer({ claims: { exp: 1 } });
    await expect(givenAuthorizer()(header)).rejects.toThrow(/^Unauthorized$/);
    expect(logged).toEqual([
      { message: 'token refused', reason: expect.stringContaining('ERR_JWT_EXPIRED') },
    ]);
    expect(printed).toContain('"TokensRefused":1');
    for (const part of header.slice(7).split('.'))
      expect(JSON.stringify(logged) + printed).not.toContain(part);
  });

  it('does not say 401 while nobody knows', async () => {
    issuer.answer(() => ({ status: 500 }));
    await expect(givenAuthorizer()(await bearer())).rejects.toMatchObject({ name: 'IssuerUnreachable' });
    expect(logged).toEqual([expect.objectContaining({ message: 'token not checked' })]);
    expect(printed).toContain('"TokensUnchecked":1');
  });
});

describe('the settings of the authorizer', () => {
  const good = {
    ISSUER: 'https://id.a.example',
    AUDIENCE: 'intake',
    CLIENT_IDS: '',
    USER_CLAIM: 'sub',
    TICKETS_PER_HOUR: '5',
    SERVICE_NAME: 's',
    METRICS_NAMESPACE: 'm',
    AWS_REGION: 'eu-west-1',
  };
  const given = (changed: Partial<typeof good>) => {
    for (const [name, value] of Object.entries({ ...good, ...changed })) vi.stubEnv(name, value);
  };
  afterEach(() => vi.unstubAllEnvs());

  it('are read from the environment', () => {
    given({ CLIENT_IDS: 'a,b' });
    expect(readSettings()).toEqual({
      issuer: 'https://id.a.example',
      audience: 'intake',
      clientIds: ['a', 'b'],
      userClaim: 'sub',
      ticketsPerHour: 5,
    });
  });

  it.each([
    [{ AUDIENCE: '', CLIENT_IDS: '' }, 'AUDIENCE or CLIENT_IDS'],
    [{ ISSUER: 'id' }, 'ISSUER'],
    [{ USER_CLAIM: ' ' }, 'USER_CLAIM'],
    [{ CLIENT_IDS: 'a,,b' }, 'CLIENT_IDS'],
    [{ TICKETS_PER_HOUR: '0' }, 'TICKETS_PER_HOUR'],
  ])('fail closed for %j', (changed, name) => {
    given(changed);
    expect(readSettings).toThrow(name);
  });
});
