import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { asText, only, root, synthesized } from "./synthesized.ts";

const prod = synthesized({ stage: "prod", alarmEmail: "ops@shop.example" });
const of = (from: typeof prod, type: string, part: string) =>
  only(from.ofType(type).filter(([id]) => id.includes(part)))[1].Properties;

describe("the nightly close", () => {
  test("starts fifteen minutes after midnight in the shop's zone, and is started again when that failed", () => {
    const schedule = of(prod, "AWS::Scheduler::Schedule", "NightlyClose");
    expect(schedule).toMatchObject({
      ScheduleExpression: "cron(15 0 * * ? *)",
      ScheduleExpressionTimezone: "Asia/Shanghai",
      Target: { RetryPolicy: { MaximumRetryAttempts: 20 } },
    });
  });

  test("has an alarm for each of its checks, on the metric that the function counts", () => {
    const source = readFileSync(path.join(root, "functions/loyalty/close-day.ts"), "utf8");
    const alarms = ["DayGapAlarm", "ChainGapAlarm"].map((name) => of(prod, "AWS::CloudWatch::Alarm", name));
    expect(alarms.map(({ MetricName }) => MetricName)).toEqual(["DayGaps", "ChainGaps"]);
    for (const { MetricName, Namespace, Dimensions, Threshold } of alarms) {
      expect(source).toContain(`"${MetricName}"`);
      expect({ Namespace, Dimensions, Threshold }).toEqual({
        Namespace: "Perennial",
        Dimensions: [{ Name: "service", Value: "prod" }],
        Threshold: 1,
      });
    }
    expect(alarms.map(({ AlarmDescription }) => String(AlarmDescription).split(" ").slice(0, 3).join(" "))).toEqual([
      "The day's check",
      "The chain's check",
    ]);
  });

  test("may tell the alarm's address what it found, where there is one", () => {
    const role = "NightlyCloseLoyaltyCloseDayRole";
    const may = (from: typeof prod) =>
      asText(of(from, "AWS::IAM::Policy", role).PolicyDocument).includes("sns:Publish");
    expect(may(prod)).toBe(true);
    const quiet = synthesized({ stage: "prod" });
    expect(may(quiet)).toBe(false);
    const environment = (from: typeof prod) =>
      (of(from, "AWS::Lambda::Function", "NightlyCloseLoyaltyCloseDay").Environment as { Variables: object }).Variables;
    expect(environment(quiet)).toMatchObject({ ALARM_TOPIC_ARN: "" });
    expect(asText(environment(prod))).toContain("PlatformAlarms");
  });

  test("doesn't write to members, and nobody but it closes a day", () => {
    for (const name of ["FindOpenDay", "CloseShard", "CloseDay"]) {
      const policy = asText(of(prod, "AWS::IAM::Policy", `NightlyCloseLoyalty${name}Role`).PolicyDocument);
      const statements = (JSON.parse(policy) as { Statement: { Action: string | string[]; Resource: unknown }[] })
        .Statement;
      const writes = statements.filter(({ Action }) => /PutItem|UpdateItem|DeleteItem/.test(asText(Action)));
      // In stages whose clock isn't turned, only the one that writes the record may change anything.
      expect(writes.length > 0).toBe(name === "CloseDay");
      for (const { Resource } of writes) expect(asText(Resource)).not.toContain("Members");
    }
  });
});
