import type { Json } from '../../support/api.ts';

/** A template's resource as it stands in the assembly. */
export interface Resource {
  Type: string;
  Properties?: Json;
  DependsOn?: string | string[];
  DeletionPolicy?: string;
  UpdateReplacePolicy?: string;
  UpdatePolicy?: object;
}

export interface StackTemplate {
  Resources: Record<string, Resource>;
  Outputs?: Record<string, { Value: unknown; Export?: { Name: unknown } }>;
}

/** The templates of one stage by stack, and where it goes as far as the synthesis knows. */
export interface StageTemplates {
  stacks: Record<string, StackTemplate>;
  region: string;
}

/** Resources of the given type in a template, by logical id. */
export const ofType = ({ Resources }: StackTemplate, type: string): [id: string, Resource][] =>
  Object.entries(Resources).filter(([, { Type }]) => Type === type);

/** Longer than any that AWS gives: what is measured with it is never too short. */
const GENERATED = 'g'.repeat(64);
const ARN = `arn:aws-us-gov:service:us-gov-west-1:000000000000:${'a'.repeat(100)}`;

/** A value as a deployment would resolve it, with generous lengths for what AWS names. */
export function resolved(value: unknown, stage: StageTemplates): unknown {
  if (Array.isArray(value)) return value.map((item) => resolved(item, stage));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [name, argument] = entries[0] ?? [];
  if (entries.length === 1 && name && (name === 'Ref' || name.startsWith('Fn::')))
    return intrinsic(name, argument, stage);
  return Object.fromEntries(entries.map(([key, item]) => [key, resolved(item, stage)]));
}

function intrinsic(name: string, argument: unknown, stage: StageTemplates): unknown {
  const pseudo: Record<string, string> = {
    'AWS::Region': stage.region,
    'AWS::AccountId': '0'.repeat(12),
    'AWS::Partition': 'aws-us-gov',
    'AWS::URLSuffix': 'amazonaws.com.cn',
  };
  if (name === 'Ref') return pseudo[argument as string] ?? GENERATED;
  if (name === 'Fn::Join') {
    const [separator, parts] = argument as [string, unknown[]];
    return (resolved(parts, stage) as unknown[]).join(separator);
  }
  if (name === 'Fn::Sub' && typeof argument === 'string')
    return argument.replace(/\$\{([^}]+)\}/g, (_, key: string) => pseudo[key] ?? GENERATED);
  return ARN;
}

/** The logical id that a `Ref`, a `Fn::GetAtt` or an import from another stack of the stage stands for. */
export function targetOf(value: unknown, { stacks }: StageTemplates): string | undefined {
  const { Ref, ...rest } = (value ?? {}) as Record<string, unknown>;
  if (typeof Ref === 'string') return Ref;
  const attribute = rest['Fn::GetAtt'];
  if (Array.isArray(attribute)) return attribute[0];
  const imported = rest['Fn::ImportValue'];
  for (const { Outputs } of Object.values(stacks))
    for (const { Value, Export } of Object.values(Outputs ?? {}))
      if (Export && Export.Name === imported) return targetOf(Value, { stacks, region: '' });
  return undefined;
}

/** The resource of this logical id, in whichever stack of the stage. */
export function resourceOf(id: string | undefined, { stacks }: StageTemplates): Resource | undefined {
  for (const { Resources } of Object.values(stacks)) if (id && Resources[id]) return Resources[id];
  return undefined;
}
