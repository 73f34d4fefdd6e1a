import { hkdfSync, randomBytes } from 'node:crypto';
import type { ContextKeys } from './conditions.ts';
import { isAllowed, type Statement } from './policies.ts';

/** Credentials as AWS hands them to the holder of a role. */
export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

interface Identity extends Credentials {
  /** Who it is in messages and in the record of calls: a function's name, or `owner`. */
  name: string;
  /** What it may do; undefined for the owner of the account, who may do everything. */
  statements?: Statement[];
}

/** That somebody wanted to do something. */
export interface Access {
  /** Whose credentials were used: a function's name. */
  function: string;
  /** `dynamodb:PutItem` and the like. */
  action: string;
  /** ARN. */
  resource: string;
  allowed: boolean;
}

/** One action on one resource that a role allows a function. */
export interface Grant {
  function: string;
  action: string;
  /** ARN, perhaps with wildcards. */
  resource: string;
}

/** Everyone who may call the local services, by access key. */
export interface Identities {
  /** For tests and tools. */
  owner: Identity;
  find(accessKeyId: string): Identity | undefined;
  /** Lets the holder of these credentials do everything. */
  admit(name: string, credentials: Credentials): void;
  /** New credentials for a role, as a function gets them. */
  assumeRole(name: string, statements: Statement[]): Identity;
  /** What the roles allow. */
  grants(): Grant[];
  /** Why the holder of the key may not do this, in AWS's words; undefined when it may. */
  refusal(accessKeyId: string, action: string, resource: string, context?: ContextKeys): string | undefined;
}

/**
 * @param denies - an access that the roles allow and that is refused all the same
 * @param seed - of which all keys are made, the same ones each time; made up when left out
 */
export function createIdentities(
  onAccess: (access: Access) => void = () => {},
  denies: (access: Omit<Access, 'allowed'>) => boolean = () => false,
  seed: string = newSeed(),
): Identities {
  const bytes = (label: string, count: number) => Buffer.from(hkdfSync('sha256', seed, '', label, count));
  const keyPair = (prefix: 'AKIA' | 'ASIA', label: string) => ({
    accessKeyId: prefix + [...bytes(`id of ${label}`, 16)].map((byte) => KEY_CHARACTERS[byte % 32]).join(''),
    secretAccessKey: bytes(`secret of ${label}`, 30).toString('base64'),
  });
  const owner: Identity = { name: 'owner', ...keyPair('AKIA', 'owner') };
  const assumed = new Map<string, number>();
  const known = new Map([[owner.accessKeyId, owner]]);
  return {
    owner,
    find: (accessKeyId) => known.get(accessKeyId),
    admit: (name, credentials) => void known.set(credentials.accessKeyId, { ...credentials, name }),
    assumeRole(name, statements) {
      const times = (assumed.get(name) ?? 0) + 1;
      assumed.set(name, times);
      const label = `role ${name} ${times}`;
      const sessionToken = bytes(`token of ${label}`, 96).toString('base64');
      const identity: Identity = { name, statements, ...keyPair('ASIA', label), sessionToken };
      known.set(identity.accessKeyId, identity);
      return identity;
    },
    grants: () =>
      [...known.values()].flatMap(({ name, statements = [] }) =>
        statements
          .filter(({ Effect }) => Effect === 'Allow')
          .flatMap(({ Action = [], Resource = [] }) =>
            [Action]
              .flat()
              .flatMap((action) =>
                [Resource].flat().map((resource) => ({ function: name, action, resource })),
              ),
          ),
      ),
    refusal(accessKeyId, action, resource, context = {}) {
      const identity = known.get(accessKeyId);
      if (!identity) return 'The security token included in the request is invalid.';
      const denied = denies({ function: identity.name, action, resource });
      const allowed =
        !denied && (!identity.statements || isAllowed(identity.statements, { action, resource, context }));
      onAccess({ function: identity.name, action, resource, allowed });
      if (allowed) return undefined;
      if (denied) {
        return `${identity.name} is not authorized to perform: ${action} on resource: ${resource} with an explicit deny in a service control policy`;
      }
      return `${identity.name} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`;
    },
  };
}

const KEY_CHARACTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

export const newSeed = (): string => randomBytes(32).toString('base64');
