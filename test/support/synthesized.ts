import { Template } from 'aws-cdk-lib/assertions';
import { AwsCustomResource } from 'aws-cdk-lib/custom-resources';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { createApp } from '../../lib/app.ts';

/** A template's resource, loosely typed as the assertions library has it. */
export type Resource = ReturnType<Template['findResources']>[string];

/**
 * The cloud assembly of one stage. Functions are not bundled: nothing in a template depends on it but asset hashes.
 * Nor is the schema checked, which takes ten times as long as all the rest: review.test.ts does it.
 * One as it stands is synthesized once for all files of a worker: they read it.
 */
export function synthesize(stage: string, props?: Parameters<typeof createApp>[0]): CloudAssembly {
  if (props) return assemblyOf(stage, props);
  const known = asTheyStand.get(stage) ?? assemblyOf(stage);
  asTheyStand.set(stage, known);
  return known;
}

const asTheyStand = new Map<string, CloudAssembly>();

function assemblyOf(stage: string, props: Parameters<typeof createApp>[0] = {}): CloudAssembly {
  const app = createApp({
    only: stage,
    builtinCloudFormationValidation: false,
    context: { 'aws:cdk:bundling-stacks': [] },
    ...props,
  });
  return app.synth().getNestedAssembly(`assembly-${stage}`);
}

/** The stacks of one stage by their id: `storage`, `api`, … */
export function templatesOf(assembly: CloudAssembly): Record<string, Template> {
  return Object.fromEntries(
    assembly.stacks.map((stack) => [stack.hierarchicalId.split('/')[1], Template.fromJSON(stack.template)]),
  );
}

/** Every resource of the given type, by logical id. */
export function resourcesOf(template: Template, type: string): [string, Resource][] {
  return Object.entries(template.findResources(type));
}

/** The only resource of the given type, or the only one whose logical id begins with `prefix`. */
export function theOnly(template: Template, type: string, prefix = ''): Resource {
  const found = resourcesOf(template, type).filter(([id]) => id.startsWith(prefix));
  if (found.length !== 1) throw new Error(`${found.length} resources ${type} ${prefix}*, expected 1`);
  return found[0]![1];
}

/** The functions of the service, without those that CDK adds to run while a stack is deployed. */
export function serviceFunctionsOf(template: Template): [string, Resource][] {
  const helper = `AWS${AwsCustomResource.PROVIDER_FUNCTION_UUID.replaceAll('-', '')}`;
  return resourcesOf(template, 'AWS::Lambda::Function').filter(([id]) => !id.startsWith(helper));
}
