import type { Construct } from 'constructs';
import type { AUTHORIZER_ENV } from '../../../lambdas/authorizer/env.ts';
import type { Environment } from '../../../lambdas/shared/env.ts';
import type { Logging } from '../../stages/cdk-values.ts';
import type { UsersConfig } from '../../stages/users.ts';
import { ServiceFunction } from './service-function.ts';

export interface AuthorizerFunctionProps {
  logging: Logging;
  users: UsersConfig;
  /** Milliseconds that the slowest of a hundred calls may take while a release is under way. */
  p99Ms: number;
}

/** Checks the access tokens of a stage's users. It may do nothing in AWS: it asks their issuer alone. */
export class AuthorizerFunction extends ServiceFunction {
  constructor(scope: Construct, id: string, { logging, users, p99Ms }: AuthorizerFunctionProps) {
    const { issuer, audience = '', clientIds = [], userClaim = 'sub', ticketsPerHour } = users;
    super(scope, id, {
      logging,
      name: 'authorizer',
      environment: {
        ISSUER: issuer,
        AUDIENCE: audience,
        CLIENT_IDS: clientIds.join(','),
        USER_CLAIM: userClaim,
        TICKETS_PER_HOUR: String(ticketsPerHour),
      } satisfies Environment<typeof AUTHORIZER_ENV>,
      memoryMb: 512,
      // Twice discovery and keys, at three seconds each, for a token by a new key at a cold start.
      timeoutSeconds: 15,
      p99Ms,
    });
  }
}
