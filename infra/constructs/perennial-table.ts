import { RemovalPolicy } from "aws-cdk-lib";
import {
  AttributeType,
  BillingMode,
  ProjectionType,
  StreamViewType,
  Table,
  TableEncryption,
} from "aws-cdk-lib/aws-dynamodb";
import type { IKey } from "aws-cdk-lib/aws-kms";
import type { Construct } from "constructs";
import { acknowledge } from "../exceptions.ts";
import type { Stage } from "../stages.ts";

export interface PerennialTableProps {
  stage: Stage;
  /** Readers get the new image of what is written; without it the table has no stream. */
  stream?: boolean;
  /** Sparse indexes of keys alone, by name: an item is in one while it has both attributes. */
  indexes?: Record<string, { partition: string; sort: string }>;
  /** Its own key, where whoever may read the table must also be let to the key. */
  key?: IKey;
  /** Items that may lapse carry `expiresAt`. Nothing relies on their going: DynamoDB deletes when it likes. */
  lapses?: boolean;
  /** Whether losing it would lose something that can't be made again. */
  pointInTimeRecovery: boolean;
}

const text = (name: string) => ({ name, type: AttributeType.STRING });

/** A table as docs/data-model.md has them: `pk` and `sk`, on demand, protected as the stage says. */
export class PerennialTable extends Table {
  /** Its indexes by ARN, each named: a grant needs no wildcard. */
  readonly indexArns: string[];

  constructor(scope: Construct, id: string, props: PerennialTableProps) {
    const { stage, stream, indexes = {}, key, lapses } = props;
    super(scope, id, {
      partitionKey: text("pk"),
      sortKey: text("sk"),
      billingMode: BillingMode.PAY_PER_REQUEST,
      ...(stream ? { stream: StreamViewType.NEW_IMAGE } : {}),
      ...(key
        ? { encryption: TableEncryption.CUSTOMER_MANAGED, encryptionKey: key }
        : { encryption: TableEncryption.DEFAULT }),
      ...(lapses ? { timeToLiveAttribute: "expiresAt" } : {}),
      pointInTimeRecoverySpecification: {
        pointInTimeRecoveryEnabled: stage.pointInTimeRecovery && props.pointInTimeRecovery,
      },
      deletionProtection: stage.keepData,
      removalPolicy: stage.keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    if (!stage.pointInTimeRecovery) acknowledge(this, "AwsSolutions-DDB3", "nothing-to-recover");
    for (const [indexName, { partition, sort }] of Object.entries(indexes)) {
      this.addGlobalSecondaryIndex({
        indexName,
        partitionKey: text(partition),
        sortKey: text(sort),
        projectionType: ProjectionType.KEYS_ONLY,
      });
    }
    this.indexArns = Object.keys(indexes).map((name) => `${this.tableArn}/index/${name}`);
  }
}
