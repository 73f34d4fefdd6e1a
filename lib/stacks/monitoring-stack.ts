import { Stack, type StackProps } from 'aws-cdk-lib';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { DefaultDashboardFactory, MonitoringFacade, SnsAlarmActionStrategy } from 'cdk-monitoring-constructs';
import type { Construct } from 'constructs';
import { watchResources } from '../monitoring/resources.ts';
import { showUploads } from '../monitoring/uploads.ts';
import { serviceNameOf } from '../stages/service-name.ts';
import type { StageConfig } from '../stages/stages.ts';
import type { ApiStack } from './api-stack.ts';
import type { StorageStack } from './storage-stack.ts';

export interface MonitoringStackProps extends StackProps {
  config: StageConfig;
  storage: StorageStack;
  api: ApiStack;
}

/** One dashboard that a person can read, and alarms that say what to do; docs/runbook.md explains each. */
export class MonitoringStack extends Stack {
  constructor(scope: Construct, id: string, { config, storage, api, ...stackProps }: MonitoringStackProps) {
    super(scope, id, { description: 'image-intake: dashboard and alarms', ...stackProps });
    const alarms = new Topic(this, 'Alarms', { enforceSSL: true });
    if (config.alarmEmail) alarms.addSubscription(new EmailSubscription(config.alarmEmail));

    const name = serviceNameOf(this);
    const monitoring = new MonitoringFacade(this, 'Monitoring', {
      alarmFactoryDefaults: {
        actionsEnabled: true,
        alarmNamePrefix: name,
        action: new SnsAlarmActionStrategy({ onAlarmTopic: alarms, onOkTopic: alarms }),
      },
      dashboardFactory: new DefaultDashboardFactory(this, 'Dashboards', {
        dashboardNamePrefix: name,
        createDashboard: true,
        createSummaryDashboard: false,
        createAlarmDashboard: false,
      }),
    });
    showUploads(monitoring, name);
    watchResources(monitoring, { config, storage, api });
  }
}
