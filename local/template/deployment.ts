import type { Stack, TemplateResource } from './assembly.ts';
import { resolve, type Scope } from './intrinsics.ts';
import { type Environment, identify, type PhysicalIdentity } from './physical-names.ts';

/** A resource of a template with its properties resolved. */
export interface Resource<Properties = Record<string, unknown>> {
  logicalId: string;
  type: string;
  stack: Stack;
  /** What `Ref` gives: mostly the physical name. */
  ref: string;
  arn: string;
  attributes: Readonly<Record<string, string>>;
  properties: Properties;
}

/** Every stack of an assembly, as if deployed: physical names given, every intrinsic resolved. */
export interface Deployment {
  resources: Resource[];
  /** Account and region that the deployment pretends to be in. */
  environment: Environment;
  /** The resources of a type. CloudFormation has checked their shape, so the type parameter is taken at its word. */
  ofType<Properties>(...types: string[]): Resource<Properties>[];
}

/**
 * Names and resolves everything that the stacks declare.
 * @throws Error when a template refers to something that no stack declares or exports.
 */
export function deploy(stacks: Stack[], environment: Environment): Deployment {
  const exported = new Map<string, unknown>();
  const resources = stacks.flatMap((stack) => {
    const scope = stackScope(stack, environment, exported);
    const deployed = Object.entries(stack.template.Resources)
      .filter(([, { Condition }]) => Condition === undefined || scope.condition(Condition))
      .map(([logicalId, resource]) => deployResource(stack, logicalId, resource, scope));
    for (const { Value, Export, Condition } of Object.values(stack.template.Outputs ?? {})) {
      if (!Export || (Condition !== undefined && !scope.condition(Condition))) continue;
      exported.set(String(resolve(Export.Name, scope)), resolve(Value, scope));
    }
    return deployed;
  });
  return {
    resources,
    environment,
    ofType: <Properties>(...types: string[]) =>
      resources.filter(({ type }) => types.includes(type)) as Resource<Properties>[],
  };
}

function deployResource(
  stack: Stack,
  logicalId: string,
  { Type, Properties = {} }: TemplateResource,
  scope: StackScope,
): Resource {
  const { ref, attributes } = scope.identity(logicalId)!;
  try {
    const properties = resolve(Properties, scope) as Record<string, unknown>;
    return { logicalId, type: Type, stack, ref, arn: attributes.Arn ?? ref, attributes, properties };
  } catch (error) {
    throw new Error(`${stack.name}, resource ${logicalId}: ${(error as Error).message}`);
  }
}

type StackScope = Scope & { identity(logicalId: string): PhysicalIdentity | undefined };

function stackScope(
  { name, template }: Stack,
  environment: Environment,
  exported: ReadonlyMap<string, unknown>,
): StackScope {
  const { accountId, region } = environment;
  const pseudo: Record<string, unknown> = {
    'AWS::AccountId': accountId,
    'AWS::Region': region,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': name,
    'AWS::StackId': `arn:aws:cloudformation:${region}:${accountId}:stack/${name}/local`,
    'AWS::NotificationARNs': [],
  };
  const identities = new Map<string, PhysicalIdentity>();
  const scope: StackScope = {
    region,
    ref: (id) => pseudo[id] ?? template.Parameters?.[id]?.Default ?? scope.identity(id)?.ref,
    attribute(id, attribute) {
      const identity = scope.identity(id);
      if (!identity) throw new Error(`Fn::GetAtt of ${id}, which the template does not declare.`);
      return identity.attributes[attribute] ?? `${identity.ref}.${attribute}`;
    },
    imported(exportName) {
      if (!exported.has(exportName)) throw new Error(`No stack exports ${exportName}.`);
      return exported.get(exportName);
    },
    condition: (id) => resolve(template.Conditions?.[id], scope) === true,
    mapping: (map, top, second) => template.Mappings?.[map]?.[top]?.[second],
    identity(id) {
      const resource = template.Resources[id];
      if (!resource) return undefined;
      const known = identities.get(id);
      if (known) return known;
      const properties = resolveNames(resource, scope);
      const identity = identify(
        resource.Type,
        `${environment.namePrefix ?? ''}${name}-${id}`,
        properties,
        environment,
      );
      identities.set(id, identity);
      return identity;
    },
  };
  return scope;
}

/** Resolves only the properties that a physical name can depend on: others may refer back to the resource. */
function resolveNames({ Properties = {} }: TemplateResource, scope: Scope): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(Properties)
      .filter(([key]) => /Name$|^Qualifier$|^TargetFunctionArn$/.test(key))
      .map(([key, value]) => [key, resolve(value, scope)]),
  );
}
