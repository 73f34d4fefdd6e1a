import type { Deployment } from '../template/deployment.ts';
import { admitsService, type PolicyDocument, type Statement, statementsOf } from './policies.ts';

interface RoleProperties {
  AssumeRolePolicyDocument?: PolicyDocument;
  ManagedPolicyArns?: string[];
  PermissionsBoundary?: string;
  Policies?: { PolicyDocument: PolicyDocument }[];
}

interface PolicyProperties {
  PolicyDocument: PolicyDocument;
  Roles?: string[];
}

/**
 * The statements that each role holds, by the role's ARN: inline ones and those of attached policies. AWS's own
 * managed policies are left out; the ones that functions get are about logs.
 * @throws Error for a policy that IAM refuses, or a boundary, which the local run does not know
 */
export function rolePolicies(deployment: Deployment): Map<string, Statement[]> {
  const policies = deployment.ofType<PolicyProperties>('AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy');
  return new Map(
    deployment.ofType<RoleProperties>('AWS::IAM::Role').map(({ ref, arn, logicalId, properties }) => {
      const { ManagedPolicyArns = [], PermissionsBoundary, Policies = [] } = properties;
      if (PermissionsBoundary !== undefined) {
        throw new Error(
          `The role ${logicalId} has a PermissionsBoundary, which the local run does not know.`,
        );
      }
      const attached = policies.filter(
        (policy) => policy.properties.Roles?.includes(ref) || ManagedPolicyArns.includes(policy.ref),
      );
      const documents = [...Policies, ...attached.map((policy) => policy.properties)];
      return [
        arn,
        documents.flatMap(({ PolicyDocument }) => identityStatements(PolicyDocument, logicalId)),
      ] as const;
    }),
  );
}

/**
 * Lets a service take a role on.
 * @param sourceArn - of what it does so for, where it says so
 * @throws Error when the role's trust policy does not
 */
export function checkAssumable(
  deployment: Deployment,
  roleArn: string,
  service: string,
  sourceArn?: string,
): void {
  const role = deployment.ofType<RoleProperties>('AWS::IAM::Role').find(({ arn }) => arn === roleArn);
  const document = role?.properties.AssumeRolePolicyDocument;
  if (!role || !document) return;
  // A trust policy has no resource: it is about its role.
  const trust = [document.Statement].flat().map((statement) => ({ ...statement, Resource: '*' }));
  const statements = statementsOf({ Statement: trust }, `The trust policy of the role ${role.logicalId}`);
  const context = {
    'aws:SourceAccount': deployment.environment.accountId,
    ...(sourceArn !== undefined && { 'aws:SourceArn': sourceArn }),
  };
  if (admitsService(statements, service, { action: 'sts:AssumeRole', resource: roleArn, context })) return;
  throw new Error(
    `The role ${role.logicalId} cannot be assumed: its AssumeRolePolicyDocument does not allow ${service} to sts:AssumeRole.`,
  );
}

function identityStatements(document: PolicyDocument, role: string): Statement[] {
  const statements = statementsOf(document, `A policy of the role ${role}`);
  if (statements.some(({ Principal, NotPrincipal }) => Principal ?? NotPrincipal)) {
    throw new Error(`A policy of the role ${role} has a Principal; it is about the role, and takes none.`);
  }
  return statements;
}
