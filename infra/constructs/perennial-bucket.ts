import { type Duration, RemovalPolicy } from "aws-cdk-lib";
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket } from "aws-cdk-lib/aws-s3";
import type { Construct } from "constructs";
import { acknowledge } from "../exceptions.ts";
import type { Stage } from "../stages.ts";

export interface PerennialBucketProps {
  stage: Stage;
  /** Objects older than this go; without it they stay for good. */
  expiresAfter?: Duration;
  /** Earlier versions of an object are kept, for as long as stated. */
  keepsVersionsFor?: Duration;
  /** Where its accesses are logged; the log bucket itself has none. */
  logs?: Bucket;
}

/**
 * A private, encrypted bucket. Nothing empties it by itself: a stage that keeps no data is a local one, where the whole
 * cloud is thrown away, or one whose owner empties it before `cdk destroy` (docs/runbook.md).
 */
export class PerennialBucket extends Bucket {
  constructor(scope: Construct, id: string, { stage, expiresAfter, keepsVersionsFor, logs }: PerennialBucketProps) {
    super(scope, id, {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      ...(stage.plainHttp ? {} : { enforceSSL: true, minimumTLSVersion: 1.2 }),
      versioned: keepsVersionsFor !== undefined,
      lifecycleRules: [
        ...(expiresAfter ? [{ expiration: expiresAfter }] : []),
        ...(keepsVersionsFor ? [{ noncurrentVersionExpiration: keepsVersionsFor }] : []),
      ],
      // CDK's own types don't hold under exactOptionalPropertyTypes: its Bucket isn't quite its IBucket.
      ...(logs ? { serverAccessLogsBucket: logs as IBucket, serverAccessLogsPrefix: `${id}/` } : {}),
      removalPolicy: stage.keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    if (stage.plainHttp) acknowledge(this, "AwsSolutions-S10", "speaks-plain-http");
  }
}
