import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { S3Client } from "@aws-sdk/client-s3";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SESClient } from "@aws-sdk/client-ses";
import { SFNClient } from "@aws-sdk/client-sfn";
import { SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import { hooked } from "./fault.ts";

/**
 * Makers of the SDK's clients, each with the fault hook. Functions, not values: a bundle holds only the clients that
 * its handler asks for.
 */
export const eventBridge = () => hooked(new EventBridgeClient({ maxAttempts: 4 }));
export const stepFunctions = () => hooked(new SFNClient({ maxAttempts: 4 }));
export const sqs = () => hooked(new SQSClient({ maxAttempts: 4 }));
export const s3 = () => hooked(new S3Client({ maxAttempts: 4, forcePathStyle: true }));
export const secrets = () => hooked(new SecretsManagerClient({ maxAttempts: 4 }));

/**
 * Providers are asked once: a second try by the SDK could send a second message. Without `throwOnRequestTimeout` the SDK
 * would only warn after the five seconds and go on waiting.
 */
const ONCE = {
  maxAttempts: 1,
  requestHandler: { requestTimeout: 5_000, connectionTimeout: 2_000, throwOnRequestTimeout: true },
};
export const sns = () => hooked(new SNSClient(ONCE));
export const ses = () => hooked(new SESClient(ONCE));
