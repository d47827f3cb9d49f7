import { Duration } from "aws-cdk-lib";
import { Construct } from "constructs";
import { allow } from "../constructs/allow.ts";
import type { ChannelApi } from "../constructs/channel-api.ts";
import { PerennialFunction } from "../constructs/perennial-function.ts";
import { Schedule } from "../constructs/schedule.ts";
import type { Platform } from "../platform.ts";
import { NightlyClose } from "./nightly-close.ts";
import { Referrals } from "./referrals.ts";

/** Coupons: issued by a journey, redeemed at a till, lapsed by the night. Points follow from the events themselves. */
export class Loyalty extends Construct {
  constructor(scope: Construct, platform: Platform, api: ChannelApi) {
    super(scope, "Loyalty");

    const issueCoupon = new PerennialFunction(this, { platform, name: "loyalty/issue-coupon" });
    // A coupon's code is a keyed hash: who knows the rule can't guess one.
    allow(issueCoupon).toRead("Members", "Journeys", "Programme").toChange("Members").toReadIdentityKey();
    allow(issueCoupon).toMoveAllotments();

    const offers = new PerennialFunction(this, { platform, name: "loyalty/offers", timeout: Duration.seconds(28) });
    allow(offers).toRead("Members", "Programme").toChange("Members").toMoveAllotments().toReadIdentityKey();
    const mall = new PerennialFunction(this, { platform, name: "loyalty/mall", timeout: Duration.seconds(28) });
    allow(mall).toRead("Members", "Programme").toChange("Members").toMoveAllotments().toReadIdentityKey();
    api.serve(
      mall,
      "GET /v1/mall",
      "GET /v1/mall/redemptions/{id}",
      "POST /v1/mall/redemptions",
      "POST /v1/mall/redemptions/{id}/state",
    );
    // Whoever wants to check a draw needs no key.
    api.serveOpenly(mall, "GET /v1/lotteries/{id}");

    const givePrizes = new PerennialFunction(this, {
      platform,
      name: "loyalty/give-prizes",
      timeout: Duration.minutes(15),
    });
    allow(givePrizes).toRead("Members", "Programme").toChange("Members").toMoveAllotments().toReadIdentityKey();
    new Schedule(this, {
      platform,
      name: "GivePrizes",
      description: "Draws the lotteries whose moment has come, and gives their prizes.",
      expression: "rate(5 minutes)",
      target: givePrizes,
    });

    api.serve(offers, "POST /v1/offers/{code}/claim", "POST /v1/offers/{code}/issues");

    const redeemCoupon = new PerennialFunction(this, { platform, name: "loyalty/redeem-coupon" });
    allow(redeemCoupon).toRead("Members", "Programme").toChange("Members").toMoveAllotments();
    api.serve(redeemCoupon, "POST /v1/coupons/{code}/redeem");

    const quote = new PerennialFunction(this, { platform, name: "loyalty/quote" });
    allow(quote).toRead("Members", "Programme");
    api.serve(quote, "POST /v1/checkout/quote", "GET /v1/coupons/{code}");

    const movePoints = new PerennialFunction(this, { platform, name: "loyalty/move-points" });
    allow(movePoints).toRead("Members", "Programme").toChange("Members");
    api.serve(
      movePoints,
      "POST /v1/points/spends",
      "POST /v1/points/spends/{id}/give-back",
      "POST /v1/points/transfers",
      "POST /v1/points/adjustments",
      "POST /v1/members/{id}/merge-accounts",
    );

    const storedValue = new PerennialFunction(this, { platform, name: "loyalty/stored-value" });
    allow(storedValue).toRead("Members", "Programme").toChange("Members");
    api.serve(
      storedValue,
      "POST /v1/stored-value/top-ups",
      "POST /v1/stored-value/top-ups/{id}/refund",
      "GET /v1/members/{id}/statement",
    );

    const checkout = new PerennialFunction(this, { platform, name: "loyalty/checkout" });
    allow(checkout).toRead("Members", "Programme").toChange("Members").toMoveAllotments().toAppend("Events");
    api.serve(
      checkout,
      "POST /v1/checkout/hold",
      "POST /v1/checkout/release",
      "POST /v1/checkout/commit",
      "POST /v1/checkout/refund",
    );

    const discrepancies = new PerennialFunction(this, { platform, name: "loyalty/discrepancies" });
    allow(discrepancies).toRead("Members", "Programme").toChange("Members");
    api.serve(discrepancies, "GET /v1/discrepancies", "POST /v1/discrepancies/settle");

    const releaseHolds = new PerennialFunction(this, { platform, name: "loyalty/release-holds" });
    allow(releaseHolds).toRead("Members", "Programme").toChange("Members").toMoveAllotments();
    new Schedule(this, {
      platform,
      name: "ReleaseHolds",
      description: "Gives back what checkouts reserved and didn't commit within fifteen minutes.",
      expression: "rate(1 minute)",
      target: releaseHolds,
    });

    const turnLots = new PerennialFunction(this, {
      platform,
      name: "loyalty/turn-lots",
      timeout: Duration.minutes(15),
    });
    allow(turnLots).toRead("Members", "Programme").toChange("Members").toMoveAllotments();
    new Schedule(this, {
      platform,
      name: "TurnLots",
      description: "Makes points of those whose return window is over, and takes out what has expired.",
      expression: "cron(5 0 * * ? *)",
      target: turnLots,
      triedAgainFor: Duration.hours(6),
    });

    const lapseCoupons = new PerennialFunction(this, {
      platform,
      name: "loyalty/lapse-coupons",
      timeout: Duration.minutes(15),
    });
    allow(lapseCoupons).toRead("Members", "Programme").toChange("Members").toMoveAllotments();
    new Schedule(this, {
      platform,
      name: "LapseCoupons",
      description: "Lapses the coupons whose last day is over.",
      expression: "cron(10 0 * * ? *)",
      target: lapseCoupons,
      triedAgainFor: Duration.hours(6),
    });

    const reviewTiers = new PerennialFunction(this, {
      platform,
      name: "loyalty/review-tiers",
      timeout: Duration.minutes(15),
    });
    allow(reviewTiers).toRead("Members", "Programme").toChange("Members");
    new Schedule(this, {
      platform,
      name: "ReviewTiers",
      description: "Reviews the tiers whose day has come; what one run leaves the next one takes up.",
      expression: "cron(20 0-5 * * ? *)",
      target: reviewTiers,
      triedAgainFor: Duration.hours(1),
    });

    new Referrals(this, platform, api);
    new NightlyClose(this, platform);
  }
}
