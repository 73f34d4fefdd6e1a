import { ofType, type StackTemplate, type StageTemplates, targetOf } from './templates.ts';

const CREATES = /^(\*|logs:(\*|Create\*|CreateLogGroup))$/;

/** Every function, API and account setting of a stage that writes to a log group which nobody bounds. */
export function unboundedLogs(stage: StageTemplates): string[] {
  return Object.values(stage.stacks).flatMap((stack) => [
    ...groupsWithoutRetention(stack),
    ...functionsWithoutGroup(stack, stage),
    ...gatewaysWithoutGroup(stack),
  ]);
}

function groupsWithoutRetention(stack: StackTemplate): string[] {
  return ofType(stack, 'AWS::Logs::LogGroup')
    .filter(([, { Properties, DeletionPolicy }]) => !Properties?.RetentionInDays || !DeletionPolicy)
    .map(([id]) => `${id} has no retention or no removal`);
}

function functionsWithoutGroup(stack: StackTemplate, stage: StageTemplates): string[] {
  return ofType(stack, 'AWS::Lambda::Function').flatMap(([id, { Properties }]) => {
    const group = targetOf(Properties.LoggingConfig?.LogGroup, stage);
    const declared = group !== undefined && stack.Resources[group]?.Type === 'AWS::Logs::LogGroup';
    const role = targetOf(Properties.Role, stage);
    return [
      ...(declared ? [] : [`${id} has no log group of the template`]),
      ...(mayMakeGroups(stack, role) ? [`the role of ${id} may make log groups`] : []),
    ];
  });
}

/** By a managed policy, whose content the template does not tell, or by a statement that is not for one bounded group. */
function mayMakeGroups(stack: StackTemplate, roleId: string | undefined): boolean {
  const role = roleId === undefined ? undefined : stack.Resources[roleId];
  if (!role || role.Properties.ManagedPolicyArns?.length) return true;
  const attached = ofType(stack, 'AWS::IAM::Policy').filter(([, { Properties }]) =>
    Properties.Roles.some(({ Ref }: { Ref?: string }) => Ref === roleId),
  );
  const documents = [
    ...(role.Properties.Policies ?? []).map(
      ({ PolicyDocument }: { PolicyDocument: object }) => PolicyDocument,
    ),
    ...attached.map(([, { Properties }]) => Properties.PolicyDocument),
  ];
  const statements = documents.flatMap(({ Statement }) => Statement);
  return statements.some(
    ({ Effect, Action, Resource }) =>
      Effect === 'Allow' &&
      [Action].flat().some((action: string) => CREATES.test(action)) &&
      [Resource].flat().some((resource) => !boundedNames(stack).some((name) => namesOnly(resource, name))),
  );
}

/** Whether a resource of a statement is this log group and its streams, and nothing else. */
const namesOnly = (resource: unknown, name: string) =>
  JSON.stringify(flat(resource)).endsWith(`:log-group:${name}:*"`);

function gatewaysWithoutGroup(stack: StackTemplate): string[] {
  const bounded = boundedNames(stack);
  const stages = ofType(stack, 'AWS::ApiGateway::Stage').flatMap(([id, { Properties, DependsOn }]) => {
    const { RestApiId, StageName, MethodSettings = [] } = Properties;
    const logs = MethodSettings.some(({ LoggingLevel = 'OFF' }) => LoggingLevel !== 'OFF');
    const name = `API-Gateway-Execution-Logs_${flat(RestApiId)}/${StageName}`;
    if (!logs) return [];
    if (!bounded.includes(name)) return [`${id} has execution logs without retention`];
    const makers = callsOf(stack, 'putRetentionPolicy').filter(({ group }) => group === name);
    return makers.every(({ id: maker }) => [DependsOn].flat().includes(maker))
      ? []
      : [`${id} may write its execution logs before they are bounded, and after they were deleted`];
  });
  const accounts = ofType(stack, 'AWS::ApiGateway::Account')
    .filter(() => !bounded.includes('/aws/apigateway/welcome'))
    .map(([id]) => `${id} has a welcome log without retention`);
  return [...stages, ...accounts];
}

/** Log groups that a custom resource makes where they are missing, takes over where they exist, and has expire. */
function boundedNames(stack: StackTemplate): string[] {
  const made = callsOf(stack, 'createLogGroup')
    .filter(({ ignored }) => ignored === 'ResourceAlreadyExistsException')
    .map(({ group }) => group);
  return callsOf(stack, 'putRetentionPolicy')
    .filter(({ group, days }) => days && made.includes(group))
    .map(({ group }) => group);
}

/** What custom resources call, where they do it when made as well as when changed. */
function callsOf(stack: StackTemplate, wanted: string) {
  return ofType(stack, 'Custom::AWS').flatMap(([id, { Properties }]) => {
    const [create, update] = [Properties.Create, Properties.Update].map((call) => String(flat(call)));
    if (create !== update) return [];
    const { action, parameters, ignoreErrorCodesMatching: ignored } = JSON.parse(create!);
    const { logGroupName: group, retentionInDays: days } = parameters;
    return action === wanted ? [{ id, group, days, ignored }] : [];
  });
}

/** A value as text, with what only the deployment knows in angle brackets. */
function flat(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const { Ref, 'Fn::Join': join } = value as { Ref?: string; 'Fn::Join'?: [string, unknown[]] };
  if (join) return join[1].map(flat).join('');
  return Ref ? `<${Ref}>` : `<${JSON.stringify(value).replaceAll('"', "'")}>`;
}
