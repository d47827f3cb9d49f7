import { Duration } from "aws-cdk-lib";
import { Construct } from "constructs";
import { allow } from "../constructs/allow.ts";
import { QueueConsumer } from "../constructs/consumer.ts";
import { ImpactAlarm } from "../constructs/impact-alarm.ts";
import { PerennialFunction } from "../constructs/perennial-function.ts";
import { Schedule } from "../constructs/schedule.ts";
import { Workflow } from "../constructs/workflow.ts";
import type { Platform } from "../platform.ts";

/** The machines of the journeys, as the contracts name them. */
const MACHINES = ["welcome", "dormant"] as const;

/** Who enters a journey, waits that listen, and the sweeps by which nothing waits for ever. */
export class Journeys extends Construct {
  constructor(scope: Construct, platform: Platform) {
    super(scope, "Journeys");

    const enrol = new PerennialFunction(this, { platform, name: "journeys/enrol", timeout: Duration.seconds(30) });
    allow(enrol)
      .toRead("Members", "Journeys", "Programme")
      .toChange("Journeys")
      .toStart(...MACHINES);
    const enrolLane = new QueueConsumer(this, "Enrol", {
      platform,
      handler: enrol,
      listensTo: ["MemberRegistered", "ContactChanged"],
      impact:
        "New members get no welcome and quiet ones no wake-up until it catches up; occasions grow too old to be answered.",
      runbook: "enrol-queue-lags",
    });

    const wait = new PerennialFunction(this, { platform, name: "journeys/wait" });
    allow(wait)
      .toRead("Members", "Journeys", "Programme")
      .toChange("Journeys")
      .toAnswerWaitsOf(...MACHINES);
    const check = new PerennialFunction(this, { platform, name: "journeys/check" });
    allow(check).toRead("Members", "Journeys");
    const close = new PerennialFunction(this, { platform, name: "journeys/close" });
    allow(close).toRead("Journeys").toChange("Journeys");

    const wake = new PerennialFunction(this, { platform, name: "journeys/wake", timeout: Duration.seconds(30) });
    allow(wake)
      .toRead("Members", "Journeys", "Programme")
      .toChange("Journeys")
      .toAnswerWaitsOf(...MACHINES);
    const goalLane = new QueueConsumer(this, "Goal", {
      platform,
      handler: wake,
      listensTo: ["OrderPaid"],
      impact: "Members who have just bought may still be told to come back.",
      runbook: "goal-queue-lags",
    });
    const timeLane = new QueueConsumer(this, "Wake", {
      platform,
      handler: wake,
      // Paced: a night in which thousands of waits end must not starve the goals, nor pass the engine's quotas.
      concurrency: 2,
      impact: "Journeys stand still at a wait whose time has come: messages go out late, or not at all.",
      runbook: "wake-queue-lags",
    });

    const sweepDue = new PerennialFunction(this, {
      platform,
      name: "journeys/sweep-due",
      timeout: Duration.seconds(50),
      environment: { WAKE_QUEUE_URL: timeLane.queue.queueUrl },
    });
    allow(sweepDue)
      .toRead("Journeys")
      .toChange("Journeys")
      .toSend(timeLane.queue)
      .toStart(...MACHINES);
    new Schedule(this, {
      platform,
      name: "SweepDue",
      description: "Hands on whatever is due until now: waits, enrolments that never started, leases, parked events.",
      expression: "rate(1 minute)",
      target: sweepDue,
    });
    const standsStill = {
      platform,
      capability: "journeys",
      impact: "Nothing that waits is woken: every journey stands still at its next wait.",
      runbook: "the-sweep-stands-still",
    } as const;
    const per5Minutes = { period: Duration.minutes(5), statistic: "Sum" };
    new ImpactAlarm(this, "SweepFails", { ...standsStill, metric: sweepDue.metricErrors(per5Minutes), threshold: 3 });
    // Where schedules rest, silence is no news.
    if (platform.stage.clock === "system") {
      new ImpactAlarm(this, "SweepIsSilent", {
        ...standsStill,
        metric: sweepDue.metricInvocations(per5Minutes),
        threshold: 1,
        periods: 2,
        when: "too-low",
      });
    }

    const sweepDormant = new PerennialFunction(this, {
      platform,
      name: "journeys/sweep-dormant",
      timeout: Duration.minutes(15),
      memoryMb: 1_024,
      environment: { ENROL_QUEUE_URL: enrolLane.queue.queueUrl },
    });
    // It marks until when it has looked, so that nobody crosses a step unseen between two runs.
    const mark = "sweeps/dormant.json";
    allow(sweepDormant)
      .toRead("Programme")
      .toReadObjects("Snapshots", "snapshots/*", mark)
      .toWriteObjects("Snapshots", mark)
      .toSend(enrolLane.queue);
    new Schedule(this, {
      platform,
      name: "SweepDormant",
      description: "Finds who crossed a step of silence by the day before.",
      expression: "cron(0 4 * * ? *)",
      target: sweepDormant,
      triedAgainFor: Duration.hours(6),
    });

    for (const machine of MACHINES) {
      new Workflow(this, {
        platform,
        capability: "journeys",
        file: `journeys/${machine}.asl.json`,
        functions: {
          IssueCoupon: platform.functionOf("loyalty/issue-coupon"),
          Send: platform.functionOf("engagement/send"),
          Wait: wait,
          Check: check,
          Close: close,
        },
        impact: `A member's ${machine} journey broke off: the enrolment is closed as failed and nothing more is sent.`,
        runbook: "a-journey-machine-failed",
      });
    }
    platform.outputs.set("EnrolQueueUrl", enrolLane.queue.queueUrl);
    platform.outputs.set("GoalQueueUrl", goalLane.queue.queueUrl);
    platform.outputs.set("WakeQueueUrl", timeLane.queue.queueUrl);
  }
}
