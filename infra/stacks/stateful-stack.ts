import { CfnOutput, Duration, RemovalPolicy, SecretValue, Stack, type StackProps } from "aws-cdk-lib";
import { EventBus } from "aws-cdk-lib/aws-events";
import { Key } from "aws-cdk-lib/aws-kms";
import { type CfnSecret, Secret } from "aws-cdk-lib/aws-secretsmanager";
import { EmailIdentity, Identity } from "aws-cdk-lib/aws-ses";
import type { Construct } from "constructs";
import { PerennialBucket } from "../constructs/perennial-bucket.ts";
import { PerennialTable } from "../constructs/perennial-table.ts";
import { acknowledge } from "../exceptions.ts";
import type { BucketName, StatefulOutput, TableName } from "../outputs.ts";
import { prefixOf, type Stage } from "../stages.ts";

export interface StatefulStackProps extends StackProps {
  stage: Stage;
}

/**
 * What must survive: tables, buckets, keys, and the bus by which others know us. It changes seldom and is deployed
 * first; the stateless stack can be thrown away and made again without losing a point.
 */
export class StatefulStack extends Stack {
  readonly tables: Record<TableName, PerennialTable>;
  readonly buckets: Record<BucketName, PerennialBucket>;
  readonly bus: EventBus;
  /** Of the secret that keys the identity hash. */
  readonly identityKeyArn: string;
  readonly vaultKey: Key;
  readonly sender: EmailIdentity;

  constructor(scope: Construct, id: string, { stage, ...props }: StatefulStackProps) {
    super(scope, id, props);
    const removalPolicy = stage.keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;

    this.vaultKey = new Key(this, "VaultKey", {
      description: "Personal data and identities of members: whoever reads the vault needs this key too.",
      enableKeyRotation: true,
      removalPolicy,
    });
    const due = { due: { partition: "lane", sort: "dueAt" } };
    this.tables = {
      // Nothing lapses here before there is an archive for it: what a channel was told is accepted must not be lost.
      Events: new PerennialTable(this, "Events", { stage, stream: true, pointInTimeRecovery: true }),
      Members: new PerennialTable(this, "Members", {
        stage,
        stream: true,
        lapses: true,
        pointInTimeRecovery: true,
        indexes: { ...due, shard: { partition: "shard", sort: "pk" } },
      }),
      Journeys: new PerennialTable(this, "Journeys", { stage, pointInTimeRecovery: true, indexes: due }),
      Vault: new PerennialTable(this, "Vault", { stage, pointInTimeRecovery: true, key: this.vaultKey }),
      Programme: new PerennialTable(this, "Programme", { stage, pointInTimeRecovery: true }),
    };

    const logs = new PerennialBucket(this, "AccessLogs", { stage, expiresAfter: Duration.days(90) });
    this.buckets = {
      // A snapshot can be made again from the entries; movement between segments is reported over thirteen months.
      Snapshots: new PerennialBucket(this, "Snapshots", { stage, logs, expiresAfter: Duration.days(396) }),
      // Finance's exports are records: a second export of a day leaves the first one readable.
      Exports: new PerennialBucket(this, "Exports", { stage, logs, keepsVersionsFor: Duration.days(396) }),
    };

    this.bus = new EventBus(this, "Bus", {
      eventBusName: prefixOf(stage),
      description: "What Perennial announces about members: stored first, published from the table's stream.",
    });

    const identityKey = new Secret(this, "IdentityKey", {
      description: "Keys the hash under which a phone or an e-mail names its member. Changing it forgets everybody.",
      ...(stage.identityKey
        ? { secretStringValue: SecretValue.unsafePlainText(stage.identityKey) }
        : { generateSecretString: { passwordLength: 64, excludePunctuation: true } }),
      removalPolicy,
    });
    acknowledge(identityKey, "AwsSolutions-SMG4", "identity-key-never-rotates");

    // Its `Id`, which is its ARN wherever it is made; a `Ref` is the ARN on AWS and the name on the local cloud.
    this.identityKeyArn = (identityKey.node.defaultChild as CfnSecret).attrId;

    this.sender = new EmailIdentity(this, "Sender", { identity: Identity.domain(stage.mailFrom.split("@")[1] ?? "") });

    for (const [name, table] of Object.entries(this.tables)) this.tell(`${name as TableName}Table`, table.tableName);
    for (const [name, bucket] of Object.entries(this.buckets)) {
      this.tell(`${name as BucketName}Bucket`, bucket.bucketName);
    }
    this.tell("BusName", this.bus.eventBusName);
    this.tell("IdentitySecret", this.identityKeyArn);
  }

  private tell(name: StatefulOutput, value: string): void {
    new CfnOutput(this, name, { value });
  }
}
