import { Duration } from "aws-cdk-lib";
import { Construct } from "constructs";
import { allow } from "../constructs/allow.ts";
import type { ChannelApi } from "../constructs/channel-api.ts";
import { PerennialFunction } from "../constructs/perennial-function.ts";
import { Schedule } from "../constructs/schedule.ts";
import type { Platform } from "../platform.ts";

/** Coupons: issued by a journey, redeemed at a till, lapsed by the night. Points follow from the events themselves. */
export class Loyalty extends Construct {
  constructor(scope: Construct, platform: Platform, api: ChannelApi) {
    super(scope, "Loyalty");

    const issueCoupon = new PerennialFunction(this, { platform, name: "loyalty/issue-coupon" });
    // A coupon's code is a keyed hash: who knows the rule can't guess one.
    allow(issueCoupon).toRead("Members", "Journeys", "Programme").toChange("Members").toReadIdentityKey();

    const redeemCoupon = new PerennialFunction(this, { platform, name: "loyalty/redeem-coupon" });
    allow(redeemCoupon).toRead("Members", "Programme").toChange("Members");
    api.serve(redeemCoupon, "POST /v1/coupons/{code}/redeem");

    const lapseCoupons = new PerennialFunction(this, {
      platform,
      name: "loyalty/lapse-coupons",
      timeout: Duration.minutes(15),
    });
    allow(lapseCoupons).toRead("Members", "Programme").toChange("Members");
    new Schedule(this, {
      platform,
      name: "LapseCoupons",
      description: "Lapses the coupons whose last day is over.",
      expression: "cron(10 0 * * ? *)",
      target: lapseCoupons,
      triedAgainFor: Duration.hours(6),
    });
  }
}
