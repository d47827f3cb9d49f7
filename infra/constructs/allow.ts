import { Stack } from "aws-cdk-lib";
import { Effect, PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import { acknowledgeWildcard } from "../exceptions.ts";
import type { BucketName, TableName } from "../outputs.ts";
import type { PerennialFunction } from "./perennial-function.ts";

/**
 * Grants by verb: `allow(send).toRead("Members").toChange("Journeys").toMail()`. Each names its actions and its
 * resources; a transaction needs the permission of each item that it holds, and no more.
 */
export class Allowance {
  private readonly lambda: PerennialFunction;

  constructor(lambda: PerennialFunction) {
    this.lambda = lambda;
  }

  /** Single items, batches and queries, over the table and its indexes. There is no permission to scan. */
  toRead(...names: TableName[]): this {
    for (const table of names.map((name) => this.platform.stateful.tables[name])) {
      this.lambda.may(
        ["dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Query"],
        [table.tableArn, ...table.indexArns],
      );
    }
    return this.withVaultKey(names, ["kms:Decrypt"]);
  }

  /** New items, and conditions on others in the same transaction; nothing is updated or deleted. */
  toAppend(...names: TableName[]): this {
    for (const name of names) {
      this.lambda.may(
        ["dynamodb:ConditionCheckItem", "dynamodb:PutItem"],
        [this.platform.stateful.tables[name].tableArn],
      );
    }
    return this.withVaultKey(names, ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"]);
  }

  /** Puts, updates, deletes and conditions, single or in a transaction. */
  toChange(...names: TableName[]): this {
    for (const name of names) {
      this.lambda.may(
        ["dynamodb:ConditionCheckItem", "dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:UpdateItem"],
        [this.platform.stateful.tables[name].tableArn],
      );
    }
    return this.withVaultKey(names, ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"]);
  }

  /** Gives out and takes back of budgets, limits and stock, and sells tickets: their items alone, in the programme's table. */
  toMoveAllotments(): this {
    this.lambda.may(
      ["dynamodb:ConditionCheckItem", "dynamodb:PutItem", "dynamodb:UpdateItem"],
      [this.platform.stateful.tables.Programme.tableArn],
      { "ForAllValues:StringLike": { "dynamodb:LeadingKeys": ["ALLOT#*", "LOTTERY#*", "LOTTERIES"] } },
    );
    return this;
  }

  /** Objects by pattern (`snapshots/*`), and the listing without which a missing one would look forbidden. */
  toReadObjects(name: BucketName, ...patterns: string[]): this {
    return this.objects(name, patterns, "s3:GetObject").may(
      ["s3:ListBucket"],
      [this.platform.stateful.buckets[name].bucketArn],
    );
  }

  toWriteObjects(name: BucketName, ...patterns: string[]): this {
    return this.objects(name, patterns, "s3:PutObject");
  }

  toSend(...queues: Queue[]): this {
    const batch = this.platform.stage.iam === "local-cloud" ? ["sqs:SendMessageBatch"] : [];
    return this.may(
      ["sqs:SendMessage", ...batch],
      queues.map((queue) => queue.queueArn),
    );
  }

  /** Tells whoever the stage names for its alarms, if anybody. */
  toAlarm(): this {
    const { alarmTopic } = this.platform;
    return alarmTopic === undefined ? this : this.may(["sns:Publish"], [alarmTopic.topicArn]);
  }

  /** Announces on the bus. */
  toAnnounce(): this {
    return this.may(["events:PutEvents"], [this.platform.stateful.bus.eventBusArn]);
  }

  /** Starts machines, named as in the contracts (`welcome`). */
  toStart(...machines: string[]): this {
    return this.may(
      ["states:StartExecution"],
      machines.map((machine) => this.platform.machineArn(machine)),
    );
  }

  /** Answers the waits of machines. */
  toAnswerWaitsOf(...machines: string[]): this {
    if (this.platform.stage.iam === "aws") {
      return this.may(
        ["states:SendTaskSuccess"],
        machines.map((machine) => this.platform.machineArn(machine)),
      );
    }
    acknowledgeWildcard(this.lambda.executionRole, "task-answers-locally");
    return this.may(["states:SendTaskSuccess"], ["*"]);
  }

  /** The key under which identities are hashed. */
  toReadIdentityKey(): this {
    return this.may(["secretsmanager:GetSecretValue"], [this.platform.stateful.identityKeyArn]);
  }

  /** Mail from the stage's own sender. */
  toMail(): this {
    return this.may(["ses:SendEmail"], [this.platform.stateful.sender.emailIdentityArn]);
  }

  /** Text messages to phones: no topic, whoever made it. */
  toText(): this {
    acknowledgeWildcard(this.lambda.executionRole, "text-messages");
    this.lambda.executionRole.addToPolicy(
      new PolicyStatement({
        effect: Effect.DENY,
        actions: ["sns:Publish"],
        resources: [Stack.of(this.lambda).formatArn({ service: "sns", region: "*", account: "*", resource: "*" })],
      }),
    );
    return this.may(["sns:Publish"], ["*"]);
  }

  private get platform() {
    return this.lambda.platform;
  }

  private may(actions: string[], resources: string[]): this {
    this.lambda.may(actions, resources);
    return this;
  }

  private objects(name: BucketName, patterns: string[], action: string): this {
    const { stateful } = this.platform;
    const bucket = stateful.buckets[name];
    // The bucket's ARN reaches this stack by an export, and cdk-nag calls the finding after it.
    const imported = stateful.resolve(stateful.exportValue(bucket.bucketArn)) as { "Fn::ImportValue": string };
    const wildcard = name === "Exports" ? "export-objects" : "snapshot-objects";
    for (const pattern of patterns.filter((one) => one.includes("*"))) {
      acknowledgeWildcard(this.lambda.executionRole, wildcard, `${imported["Fn::ImportValue"]}/${pattern}`);
    }
    return this.may(
      [action],
      patterns.map((pattern) => bucket.arnForObjects(pattern)),
    );
  }

  /** The vault's key, usable through DynamoDB alone: with it nobody can open a stolen copy. */
  private withVaultKey(names: TableName[], actions: string[]): this {
    if (!names.includes("Vault")) return this;
    const { stateful } = this.platform;
    this.lambda.may(actions, [stateful.vaultKey.keyArn], {
      StringEquals: { "kms:ViaService": `dynamodb.${stateful.region}.${stateful.urlSuffix}` },
    });
    return this;
  }
}

/** What a function may do, beyond writing its own log. */
export const allow = (lambda: PerennialFunction): Allowance => new Allowance(lambda);
