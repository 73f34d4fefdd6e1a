import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface TemplateResource {
  Type: string;
  Properties?: Record<string, unknown>;
  /** Name of a condition of the same template. */
  Condition?: string;
}

/** The parts of a CloudFormation template that the local run reads. */
export interface Template {
  Resources: Record<string, TemplateResource>;
  Outputs?: Record<string, { Value: unknown; Export?: { Name: unknown }; Condition?: string }>;
  Parameters?: Record<string, { Default?: unknown }>;
  Conditions?: Record<string, unknown>;
  Mappings?: Record<string, Record<string, Record<string, unknown>>>;
}

export interface Stack {
  name: string;
  /** Undefined when the stack takes its region from the deployer. */
  region: string | undefined;
  template: Template;
  /** File assets by their object key in the assets bucket: the folder or file on this machine. */
  assets: ReadonlyMap<string, string>;
}

interface Manifest {
  artifacts?: Record<
    string,
    {
      type: string;
      dependencies?: string[];
      environment?: string;
      displayName?: string;
      properties?: { templateFile?: string; file?: string; directoryName?: string; stackName?: string };
    }
  >;
}

interface AssetManifest {
  files?: Record<string, { source: { path?: string }; destinations: Record<string, { objectKey: string }> }>;
}

/**
 * Reads a CDK cloud assembly and the assemblies nested in it: every stack, a stack after those it depends on.
 * https://docs.aws.amazon.com/cdk/v2/guide/deploy-synth-assemblies.html
 */
export function readAssembly(directory: string): Stack[] {
  const { artifacts = {} } = readJson<Manifest>(join(directory, 'manifest.json'));
  const nested = Object.values(artifacts)
    .filter(({ type }) => type === 'cdk:cloud-assembly')
    .flatMap(({ properties }) => readAssembly(join(directory, properties?.directoryName ?? '.')));

  const stacks = new Map<string, Stack>();
  const visit = (id: string): void => {
    const artifact = artifacts[id];
    if (!artifact || stacks.has(id)) return;
    for (const dependency of artifact.dependencies ?? []) visit(dependency);
    if (artifact.type !== 'aws:cloudformation:stack') return;
    const region = artifact.environment?.split('/').at(-1);
    stacks.set(id, {
      name: artifact.properties?.stackName ?? artifact.displayName ?? id,
      region: region === 'unknown-region' ? undefined : region,
      template: readJson<Template>(join(directory, artifact.properties?.templateFile ?? '')),
      assets: readAssets(directory, artifacts, artifact.dependencies ?? []),
    });
  };
  for (const id of Object.keys(artifacts)) visit(id);
  return [...nested, ...stacks.values()];
}

function readAssets(
  directory: string,
  artifacts: NonNullable<Manifest['artifacts']>,
  dependencies: string[],
): Map<string, string> {
  const assets = new Map<string, string>();
  for (const id of dependencies) {
    const artifact = artifacts[id];
    if (artifact?.type !== 'cdk:asset-manifest') continue;
    const { files = {} } = readJson<AssetManifest>(join(directory, artifact.properties?.file ?? ''));
    for (const { source, destinations } of Object.values(files)) {
      for (const { objectKey } of Object.values(destinations)) {
        if (source.path !== undefined) assets.set(objectKey, join(directory, source.path));
      }
    }
  }
  return assets;
}

function readJson<T>(file: string): T {
  return JSON.parse(readFileSync(file, 'utf8')) as T;
}
