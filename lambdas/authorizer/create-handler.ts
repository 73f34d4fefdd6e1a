import type { Logger } from '../shared/logger.ts';
import { emitFailure, emitMetrics } from '../shared/metrics.ts';
import { admission, ownerOf } from './authorize.ts';
import { checkToken, TokenRefused } from './check-token.ts';
import type { IssuerKeys } from './issuer-keys.ts';
import type { Settings } from './settings.ts';

/** As much as API Gateway tells a TOKEN authorizer. */
export interface TokenEvent {
  authorizationToken?: string;
  methodArn: string;
}

/** RFC 6750, section 2.1. */
const BEARER = /^Bearer +([\w.~+/-]+=*)$/i;

/**
 * The authorizer as a Lambda handler: who a bearer token is of. Logs why a token was refused, never the token.
 * @throws Error `Unauthorized`, which API Gateway answers 401 and does not keep; any other error is answered 503
 */
export function createHandler(keys: IssuerKeys, settings: Settings, logger: Logger) {
  return async ({ authorizationToken = '', methodArn }: TokenEvent) => {
    try {
      const [, token] = BEARER.exec(authorizationToken) ?? [];
      if (token === undefined) throw new TokenRefused('It is no bearer token');
      const { subject, expiresAt } = await checkToken(token, keys, settings, Date.now());
      const { issuer, ticketsPerHour } = settings;
      return admission(methodArn, { owner: ownerOf(issuer, subject), expiresAt, ticketsPerHour });
    } catch (error) {
      if (error instanceof TokenRefused) {
        logger.info('token refused', { reason: error.message });
        emitMetrics({ TokensRefused: 1 });
        // The word that API Gateway knows.
        throw new Error('Unauthorized');
      }
      logger.error('token not checked', { error });
      emitFailure('TokensUnchecked');
      throw error;
    }
  };
}
