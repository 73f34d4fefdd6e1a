import { Stack, type StackProps } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { DefaultDashboardFactory, MonitoringFacade, SnsAlarmActionStrategy } from 'cdk-monitoring-constructs';
import type { Construct } from 'constructs';
import { watchResources } from '../monitoring/resources.ts';
import { showUploads } from '../monitoring/uploads.ts';
import { acknowledge } from '../review/acknowledge.ts';
import { globalNameOf, serviceNameOf } from '../stages/service-name.ts';
import type { StageConfig } from '../stages/stages.ts';
import type { ApiStack } from './api-stack.ts';
import type { DeliveryStack } from './delivery-stack.ts';
import type { StorageStack } from './storage-stack.ts';

export interface MonitoringStackProps extends StackProps {
  config: StageConfig;
  storage: StorageStack;
  /** Undefined where the stage has none. */
  delivery: DeliveryStack | undefined;
  api: ApiStack;
}

/** One dashboard that a person can read, and alarms that say what to do; docs/runbook.md explains each. */
export class MonitoringStack extends Stack {
  constructor(scope: Construct, id: string, props: MonitoringStackProps) {
    const { config, storage, delivery, api, ...stackProps } = props;
    super(scope, id, { description: 'image-intake: dashboard and alarms', ...stackProps });
    const alarms = this.alarmTopic(config);
    const name = serviceNameOf(this);
    const monitoring = new MonitoringFacade(this, 'Monitoring', {
      alarmFactoryDefaults: {
        actionsEnabled: true,
        alarmNamePrefix: name,
        action: new SnsAlarmActionStrategy({ onAlarmTopic: alarms, onOkTopic: alarms }),
      },
      dashboardFactory: new DefaultDashboardFactory(this, 'Dashboards', {
        dashboardNamePrefix: globalNameOf(this),
        createDashboard: true,
        createSummaryDashboard: false,
        createAlarmDashboard: false,
      }),
    });
    showUploads(monitoring, name);
    watchResources(monitoring, { config, storage, delivery, api });
  }

  private alarmTopic({ alarmEmail }: StageConfig): Topic {
    const topic = new Topic(this, 'Alarms', { enforceSSL: true });
    // A topic's policy takes the place of SNS's own, which lets the whole account in: alarms too must be let in.
    // https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html#sns-allow-specified-service-to-publish
    topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
      }),
    );
    if (alarmEmail) {
      acknowledge(topic.addSubscription(new EmailSubscription(alarmEmail)), {
        'Serverless-SNSRedrivePolicy':
          'Mail is not redriven: the alarm stays on the dashboard until it is over.',
      });
    }
    return topic;
  }
}
