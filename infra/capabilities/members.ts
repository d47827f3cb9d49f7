import { Duration } from "aws-cdk-lib";
import { Construct } from "constructs";
import { allow } from "../constructs/allow.ts";
import type { ChannelApi } from "../constructs/channel-api.ts";
import { QueueConsumer, StreamConsumer } from "../constructs/consumer.ts";
import { PerennialFunction } from "../constructs/perennial-function.ts";
import type { Platform } from "../platform.ts";

/** What an event makes of a member, what is announced of it, and the member seen whole. */
export class Members extends Construct {
  constructor(scope: Construct, platform: Platform, api: ChannelApi) {
    super(scope, "Members");
    const { tables } = platform.stateful;

    // A batch of a hundred events, one commit each: the time-out is what the stream waits before it brings them again.
    const apply = new PerennialFunction(this, {
      platform,
      name: "members/apply",
      memoryMb: 1_024,
      timeout: Duration.minutes(1),
    });
    allow(apply).toRead("Members", "Programme").toChange("Members").toMoveAllotments().toSend(platform.retryQueue);
    new StreamConsumer(this, {
      platform,
      handler: apply,
      table: tables.Events,
      newItems: { pk: "M#" },
      impact:
        "Orders and registrations are accepted but not counted: no points, no scores, no welcome, and the member view is behind.",
      runbook: "members-apply-lags",
    });

    const announce = new PerennialFunction(this, { platform, name: "members/announce", timeout: Duration.seconds(30) });
    allow(announce).toAnnounce().toSend(platform.retryQueue);
    new StreamConsumer(this, {
      platform,
      handler: announce,
      table: tables.Members,
      newItems: { sk: "O#" },
      impact:
        "What happened to members is stored but not told: journeys neither start nor notice that somebody has bought.",
      runbook: "members-announce-lags",
    });

    // It takes what both of them have set aside, so it may do what both may.
    const retry = new PerennialFunction(this, {
      platform,
      name: "members/retry",
      memoryMb: 1_024,
      timeout: Duration.seconds(30),
    });
    allow(retry)
      .toRead("Events", "Members", "Programme")
      .toChange("Members")
      .toMoveAllotments()
      .toAnnounce()
      .toSend(platform.retryQueue, platform.deadLetters);
    new QueueConsumer(this, "Retry", {
      platform,
      handler: retry,
      queue: platform.retryQueue,
      impact: "Events and announcements that were set aside aren't tried again: what they tell of stays undone.",
      runbook: "retry-queue-lags",
    });

    const showMember = new PerennialFunction(this, { platform, name: "members/show-member" });
    allow(showMember).toRead("Members", "Journeys", "Events", "Vault", "Programme").toReadIdentityKey();
    api.serve(showMember, "GET /v1/members", "GET /v1/members/{id}");
  }
}
