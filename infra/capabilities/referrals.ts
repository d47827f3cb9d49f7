import { Duration } from "aws-cdk-lib";
import { Construct } from "constructs";
import { allow } from "../constructs/allow.ts";
import type { ChannelApi } from "../constructs/channel-api.ts";
import { PerennialFunction } from "../constructs/perennial-function.ts";
import { Schedule } from "../constructs/schedule.ts";
import type { Platform } from "../platform.ts";

/** Members bring friends: codes and who named them by HTTP, the rewards by night. */
export class Referrals extends Construct {
  constructor(scope: Construct, platform: Platform, api: ChannelApi) {
    super(scope, "Referrals");

    const referrals = new PerennialFunction(this, { platform, name: "loyalty/referrals" });
    // A member's code is a keyed hash: who knows the rule can't guess one.
    allow(referrals).toRead("Members", "Programme").toChange("Members").toReadIdentityKey();
    api.serve(referrals, "POST /v1/members/{id}/referral-code", "POST /v1/referrals", "GET /v1/members/{id}/referral");

    const rewardReferrals = new PerennialFunction(this, {
      platform,
      name: "loyalty/reward-referrals",
      timeout: Duration.minutes(15),
    });
    allow(rewardReferrals).toRead("Members", "Programme").toChange("Members").toMoveAllotments().toReadIdentityKey();
    new Schedule(this, {
      platform,
      name: "RewardReferrals",
      description: "Rewards both sides of the referrals whose first order's return window is over.",
      expression: "cron(25 0 * * ? *)",
      target: rewardReferrals,
      triedAgainFor: Duration.hours(6),
    });
  }
}
