/*
 * Takes the place of parts of the SDK in the bundles: what the functions' clients never use, and import all the same.
 * lib/constructs/bundling/bundle.ts and the functions' entries name the packages.
 */

/**
 * Of `@aws-sdk/credential-provider-node`: a function has its credentials in the environment, see from-environment.ts, and
 * would never look into files, at metadata services or at single sign-on for others.
 */
export function defaultProvider() {
  return async (): Promise<never> => {
    throw new Error('Credentials come from the environment alone');
  };
}

/** Of `@smithy/core/checksum`, in the API: `fromEnvironment` gives its clients the hash of sha256.ts. */
export class Sha256 {}

/** Of `@aws-sdk/endpoint-cache`: the discovery of endpoints is off, so that none is ever kept. */
export class EndpointCache {}
