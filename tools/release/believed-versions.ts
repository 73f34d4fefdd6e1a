import { type CloudFormationClient, GetTemplateCommand } from '@aws-sdk/client-cloudformation';
import type { StageStack } from './stage-stack.ts';

interface TemplateResource {
  Type: string;
  Properties?: Record<string, unknown>;
  UpdatePolicy?: unknown;
}

/** A template as far as it is looked at here. */
export interface DeployedTemplate {
  Resources: Record<string, TemplateResource>;
}

export interface Believed {
  template: DeployedTemplate;
  /** Where CloudFormation takes `live` of each function to be. */
  believed: Map<string, number>;
  /** Of those, the ones that the last deployment published itself; the others were settled after a rollback. */
  published: Map<string, number>;
}

/** What the template that was deployed last says of `live`; CloudFormation never looks at the alias itself. */
export async function believedVersions(
  cloudFormation: CloudFormationClient,
  { name, functions, versions }: StageStack,
): Promise<Believed> {
  const { TemplateBody } = await cloudFormation.send(
    new GetTemplateCommand({ StackName: name, TemplateStage: 'Original' }),
  );
  const template = JSON.parse(TemplateBody!) as DeployedTemplate;
  const believed = new Map<string, number>();
  const published = new Map<string, number>();
  for (const { functionName, aliasId } of functions) {
    const declared = template.Resources[aliasId]?.Properties?.FunctionVersion;
    if (typeof declared === 'string') {
      believed.set(functionName, Number(declared));
      continue;
    }
    const [versionId] = (declared as { 'Fn::GetAtt': [string, string] })['Fn::GetAtt'];
    const version = versions.get(versionId);
    if (version === undefined) throw new Error(`${name} has no version of ${functionName} yet.`);
    believed.set(functionName, version);
    published.set(functionName, version);
  }
  return { template, believed, published };
}
