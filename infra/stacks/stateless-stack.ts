import { CfnOutput, Stack, type StackProps, Tags } from "aws-cdk-lib";
import type { Construct, IConstruct } from "constructs";
import { Engagement } from "../capabilities/engagement.ts";
import { Ingestion } from "../capabilities/ingestion.ts";
import { Insight } from "../capabilities/insight.ts";
import { Journeys } from "../capabilities/journeys.ts";
import { Loyalty } from "../capabilities/loyalty.ts";
import { Members } from "../capabilities/members.ts";
import { Programme } from "../capabilities/programme.ts";
import { Scoring } from "../capabilities/scoring.ts";
import { Service } from "../capabilities/service.ts";
import { OperationsBoard } from "../constructs/operations-board.ts";
import { SharedPlatform } from "../constructs/shared-platform.ts";
import type { Stage } from "../stages.ts";
import type { StatefulStack } from "./stateful-stack.ts";

export interface StatelessStackProps extends StackProps {
  stage: Stage;
  stateful: StatefulStack;
}

/** Everything that runs: functions, API, queues, machines, schedules, alarms. It holds nothing that must survive. */
export class StatelessStack extends Stack {
  constructor(scope: Construct, id: string, { stage, stateful, ...props }: StatelessStackProps) {
    super(scope, id, props);
    const platform = new SharedPlatform(this, "Platform", { stage, stateful });

    const ingestion = new Ingestion(this, platform);
    const capabilities: IConstruct[] = [
      ingestion,
      new Members(this, platform, ingestion.api),
      new Loyalty(this, platform, ingestion.api),
      new Scoring(this, platform),
      new Engagement(this, platform),
      // After loyalty and engagement, whose functions its machines call.
      new Journeys(this, platform),
      new Service(this, platform, ingestion.api),
      new Insight(this, platform, ingestion.api),
      new Programme(this, platform, ingestion.api),
    ];
    // Cost is told apart by capability, and by what all of them share.
    for (const capability of capabilities) Tags.of(capability).add("capability", capability.node.id.toLowerCase());
    Tags.of(platform).add("capability", "platform");

    new OperationsBoard(this, { platform });
    for (const [name, value] of platform.outputs) new CfnOutput(this, name, { value });
  }
}
