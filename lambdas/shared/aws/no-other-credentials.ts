/**
 * Takes the place of `@aws-sdk/credential-provider-node` in the bundles: a function has its credentials in the environment,
 * see from-environment.ts, and would never look into files, at metadata services or at single sign-on for others.
 */
export function defaultProvider() {
  return async (): Promise<never> => {
    throw new Error('Credentials come from the environment alone');
  };
}
