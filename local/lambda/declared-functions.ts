import type { Credentials, Identities } from '../iam/identities.ts';
import { rolePolicies } from '../iam/policies.ts';
import type { Deployment, Resource } from '../template/deployment.ts';
import { createFunction, type LocalFunction } from './functions.ts';

interface FunctionProperties {
  Code: { S3Key?: string };
  Environment?: { Variables?: Record<string, string | number | boolean> };
  Handler: string;
  LoggingConfig?: { LogFormat?: string; LogGroup?: string; ApplicationLogLevel?: string };
  MemorySize?: number;
  ReservedConcurrentExecutions?: number;
  Role: string;
  Runtime: string;
  Timeout?: number;
}

export interface FunctionsOptions {
  identities: Identities;
  /** `AWS_ENDPOINT_URL_…` variables. */
  endpoints: Record<string, string>;
  /** Used by every function instead of credentials of its own. */
  shared?: Credentials | undefined;
  onLine(functionName: string, line: string): void;
}

/** The functions of the templates by whatever names them: ARN, name, version or alias. */
export interface DeclaredFunctions {
  /** Brings the function up, if it is not. @throws Error when no stack declares it */
  get(nameOrArn: string): LocalFunction;
  close(): Promise<void>;
}

export function declaredFunctions(deployment: Deployment, options: FunctionsOptions): DeclaredFunctions {
  const declared = deployment.ofType<FunctionProperties>('AWS::Lambda::Function');
  const versions = new Set(
    deployment.ofType('AWS::Lambda::Alias', 'AWS::Lambda::Version').map(({ ref }) => ref),
  );
  const policies = rolePolicies(deployment);
  const running = new Map<string, LocalFunction>();
  return {
    get(nameOrArn) {
      const [name = '', qualifier] = nameOrArn
        .replace(/^arn:aws:lambda:[^:]*:[^:]*:function:/, '')
        .split(':');
      const resource = declared.find(({ ref }) => ref === name);
      if (!resource) throw new Error(`No stack declares the function ${nameOrArn}.`);
      if (qualifier !== undefined && !versions.has(`${resource.arn}:${qualifier}`)) {
        throw new Error(`Function ${shortName(resource.logicalId)} has no version or alias ${qualifier}.`);
      }
      const known = running.get(name);
      if (known) return known;
      const started = bringUp(resource, deployment, options, policies);
      running.set(name, started);
      return started;
    },
    async close() {
      await Promise.all([...running.values()].map((local) => local.close()));
    },
  };
}

function bringUp(
  { ref, arn, logicalId, stack, properties }: Resource<FunctionProperties>,
  deployment: Deployment,
  { identities, endpoints, shared, onLine }: FunctionsOptions,
  policies: ReturnType<typeof rolePolicies>,
): LocalFunction {
  const name = shortName(logicalId);
  const code = stack.assets.get(properties.Code.S3Key ?? '');
  if (code === undefined) throw new Error(`${name} has no code in the assembly.`);
  const { LoggingConfig = {}, Environment, Timeout = 3, MemorySize = 128 } = properties;
  const variables = Object.entries(Environment?.Variables ?? {});
  return createFunction(
    {
      name: ref,
      arn,
      region: deployment.environment.region,
      code,
      handler: properties.Handler,
      runtime: properties.Runtime,
      timeoutSeconds: Number(Timeout),
      memoryMb: Number(MemorySize),
      logGroup: LoggingConfig.LogGroup ?? `/aws/lambda/${ref}`,
      logLevel:
        LoggingConfig.LogFormat === 'JSON' ? (LoggingConfig.ApplicationLogLevel ?? 'INFO') : undefined,
      reserved: properties.ReservedConcurrentExecutions,
      variables: Object.fromEntries(variables.map(([key, value]) => [key, String(value)])),
      credentials: shared ?? identities.assumeRole(name, policies.get(properties.Role) ?? []),
      endpoints,
    },
    (line) => onLine(name, line),
  );
}

/** A logical id without the eight characters of its path's hash that CDK appends. */
export const shortName = (logicalId: string): string => logicalId.replace(/[0-9A-F]{8}$/, '');
