import type { Credentials, Identities } from '../iam/identities.ts';
import { checkAssumable, rolePolicies } from '../iam/roles.ts';
import type { LocalRunOptions } from '../options.ts';
import type { Deployment, Resource } from '../template/deployment.ts';
import type { FunctionSettings } from './function-settings.ts';
import { createFunction, type LocalFunction } from './functions.ts';
import { shifting } from './shifting.ts';

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

export interface FunctionsOptions
  extends Pick<LocalRunOptions, 'onInvocation' | 'newVersionShare' | 'faults'> {
  identities: Identities;
  /** `AWS_ENDPOINT_URL_…` variables. */
  endpoints: Record<string, string>;
  /** Where on this machine origins are that variables name. */
  origins?: Readonly<Record<string, string>> | undefined;
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

/** The declared version of a function; beside the one before, while a release is under way. */
function bringUp(
  resource: Resource<FunctionProperties>,
  deployment: Deployment,
  options: FunctionsOptions,
  policies: ReturnType<typeof rolePolicies>,
): LocalFunction {
  const { onLine, onInvocation, newVersionShare, faults } = options;
  const name = shortName(resource.logicalId);
  const settings = settingsOf(resource, deployment, options, policies);
  const as = (roleId: string): Credentials => {
    const role = deployment.ofType('AWS::IAM::Role').find((one) => one.logicalId.startsWith(roleId));
    if (!role) throw new Error(`No stack declares a role ${roleId}.`);
    return options.shared ?? options.identities.assumeRole(name, policies.get(role.arn) ?? []);
  };
  const version = (number: string): LocalFunction => {
    const numbered = { ...settings, version: number };
    return createFunction(
      faults?.version?.(numbered, as) ?? numbered,
      (line) => onLine(name, line),
      onInvocation,
    );
  };
  if (newVersionShare === undefined) return version('1');
  return shifting(version('1'), version('2'), newVersionShare);
}

function settingsOf(
  { ref, arn, logicalId, stack, properties }: Resource<FunctionProperties>,
  deployment: Deployment,
  { identities, endpoints, origins = {}, shared }: FunctionsOptions,
  policies: ReturnType<typeof rolePolicies>,
): Omit<FunctionSettings, 'version'> {
  const name = shortName(logicalId);
  const code = stack.assets.get(properties.Code.S3Key ?? '');
  if (code === undefined) throw new Error(`${name} has no code in the assembly.`);
  checkAssumable(deployment, properties.Role, 'lambda.amazonaws.com');
  const { LoggingConfig = {}, Environment, Timeout = 3, MemorySize = 128 } = properties;
  const variables = Object.entries(Environment?.Variables ?? {});
  return {
    name: ref,
    arn,
    region: deployment.environment.region,
    code,
    handler: properties.Handler,
    runtime: properties.Runtime,
    timeoutSeconds: Number(Timeout),
    memoryMb: Number(MemorySize),
    logGroup: LoggingConfig.LogGroup ?? `/aws/lambda/${ref}`,
    logLevel: LoggingConfig.LogFormat === 'JSON' ? (LoggingConfig.ApplicationLogLevel ?? 'INFO') : undefined,
    reserved: properties.ReservedConcurrentExecutions,
    environments: sourcesTogether(ref, deployment),
    variables: Object.fromEntries(variables.map(([key, value]) => [key, reachable(String(value), origins)])),
    credentials: shared ?? identities.assumeRole(name, policies.get(properties.Role) ?? []),
    endpoints,
  };
}

/** Text with the origins that it names replaced by where they are on this machine. */
function reachable(text: string, origins: Readonly<Record<string, string>>): string {
  return Object.entries(origins).reduce((changed, [origin, here]) => changed.replaceAll(origin, here), text);
}

/** A logical id without the eight characters of its path's hash that CDK appends. */
export const shortName = (logicalId: string): string => logicalId.replace(/[0-9A-F]{8}$/, '');

/** What a function's event sources may hand over at once, where it has several: what comes from one waits for no other. */
function sourcesTogether(name: string, deployment: Deployment): number {
  const limits = deployment
    .ofType<{ FunctionName: string; ScalingConfig?: { MaximumConcurrency?: number } }>(
      'AWS::Lambda::EventSourceMapping',
    )
    .filter(
      ({ properties }) => properties.FunctionName.replace(/^arn:.*?:function:/, '').split(':')[0] === name,
    )
    .map(({ properties }) => Number(properties.ScalingConfig?.MaximumConcurrency ?? 1));
  return limits.length > 1 ? limits.reduce((sum, limit) => sum + limit, 0) : 0;
}
