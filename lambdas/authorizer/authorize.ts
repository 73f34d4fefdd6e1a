import { USERS_PREFIX } from '../../contract/paths.ts';
import { digest } from '../shared/digest.ts';
import type { UserContext } from '../shared/user-context.ts';

/**
 * The owner of a person's records: always the same for an issuer and a subject, and no name that anybody could read.
 */
export const ownerOf = (issuer: string, subject: string): string =>
  digest('owner', issuer, subject).toString('base64url');

/**
 * Lets a person into `/my`. API Gateway keeps the answer for a while, and takes it for all requests with the same token: so
 * it covers every method and path there, and nothing else.
 * @param methodArn - of the request, `arn:…:api/stage/METHOD/path`
 */
export function admission(methodArn: string, user: UserContext) {
  const [api, stage] = methodArn.split('/');
  return {
    principalId: user.owner,
    policyDocument: {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: 'execute-api:Invoke', Resource: `${api}/${stage}/*${USERS_PREFIX}*` },
      ],
    },
    context: { ...user },
  };
}
