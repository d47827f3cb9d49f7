import { Duration } from "aws-cdk-lib";
import { Construct } from "constructs";
import { allow } from "../constructs/allow.ts";
import { QueueConsumer } from "../constructs/consumer.ts";
import { PerennialFunction } from "../constructs/perennial-function.ts";
import type { Platform } from "../platform.ts";

/** Whom we may contact, how and how often; and the sending itself. */
export class Engagement extends Construct {
  constructor(scope: Construct, platform: Platform) {
    super(scope, "Engagement");

    const keepContact = new PerennialFunction(this, { platform, name: "engagement/keep-contact" });
    allow(keepContact).toRead("Journeys").toChange("Journeys");
    const contact = new QueueConsumer(this, "Contact", {
      platform,
      handler: keepContact,
      listensTo: ["MemberRegistered", "ContactChanged"],
      impact: "A consent that was withdrawn or an address that changed is not known to the sending yet.",
      runbook: "contact-queue-lags",
    });
    platform.outputs.set("ContactQueueUrl", contact.queue.queueUrl);

    // A provider is given five seconds; claim, provider and confirmation fit into twenty.
    const send = new PerennialFunction(this, { platform, name: "engagement/send", timeout: Duration.seconds(20) });
    allow(send).toRead("Members", "Journeys", "Vault", "Programme").toChange("Journeys").toMail().toText();
  }
}
