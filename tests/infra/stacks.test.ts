import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { REST_COUNTERS } from "../../adapters/dynamo/rest-counters.ts";
import { CATALOG, type FunctionName } from "../../functions/catalog.ts";
import { HOPS } from "../../infra/constructs/operations-board.ts";
import { everyOutput, SCHEDULES } from "../../infra/outputs.ts";
import { asText, only, type Resource, root, synthesized } from "./synthesized.ts";

const local = synthesized({ stage: "local" });
const prod = synthesized({ stage: "prod", alarmEmail: "ops@shop.example" });
const capabilities = [...new Set(Object.keys(CATALOG).map((name) => name.split("/")[0]))];
const properties = ([, resource]: [string, Resource]) => resource.Properties;

describe("every stage", () => {
  test.each(["local", "test", "dev", "prod"] as const)("%s passes cdk-nag's AwsSolutions rules", (stage) => {
    expect(() => synthesized({ stage })).not.toThrow();
  });

  test("tells the tools everything that they look for, once", () => {
    const told = [local.stateful, local.stateless].flatMap((template) =>
      Object.entries(template.findOutputs("*"))
        .filter(([, output]) => output.Export === undefined)
        .map(([name]) => name),
    );
    expect(told.sort()).toEqual(everyOutput().sort());
  });

  test("carries tags that tell cost apart by stage and capability", () => {
    const untagged = prod.ofType("AWS::Lambda::Function").filter((entry) => {
      const tags = properties(entry).Tags as { Key: string; Value: string }[];
      const value = (key: string) => tags.find((tag) => tag.Key === key)?.Value ?? "";
      return value("stage") !== "prod" || !capabilities.includes(value("capability"));
    });
    expect(untagged).toEqual([]);
  });
});

describe("data", () => {
  const tables = (from: typeof prod) => from.ofType("AWS::DynamoDB::Table");
  const table = (name: string) => only(tables(prod).filter(([id]) => id.startsWith(name)))[1].Properties;

  test("tables have the streams and sparse indexes of docs/data-model.md, of keys alone", () => {
    const shape = tables(prod).map(([id, { Properties: p }]) => [
      id.replace(/[0-9A-F]{8}$/, ""),
      (p.StreamSpecification as { StreamViewType: string } | undefined)?.StreamViewType ?? "none",
      ((p.GlobalSecondaryIndexes ?? []) as { IndexName: string; KeySchema: object; Projection: object }[])
        .map((index) => `${index.IndexName}: ${asText(index.KeySchema)} ${asText(index.Projection)}`)
        .sort(),
    ]);
    const keys = (hash: string, range: string) =>
      `${asText([
        { AttributeName: hash, KeyType: "HASH" },
        { AttributeName: range, KeyType: "RANGE" },
      ])} ${asText({ ProjectionType: "KEYS_ONLY" })}`;
    const due = `due: ${keys("lane", "dueAt")}`;
    expect(shape).toEqual([
      ["Events", "NEW_IMAGE", []],
      ["Members", "NEW_IMAGE", [due, `shard: ${keys("shard", "pk")}`]],
      ["Journeys", "none", [due]],
      ["Vault", "none", []],
      ["Programme", "none", []],
    ]);
    for (const [, { Properties: p }] of tables(prod)) {
      expect(p.KeySchema).toEqual([
        { AttributeName: "pk", KeyType: "HASH" },
        { AttributeName: "sk", KeyType: "RANGE" },
      ]);
      expect(p.BillingMode).toBe("PAY_PER_REQUEST");
    }
  });

  test("the vault is encrypted under a key of its own, which turns every year", () => {
    expect(table("Vault").SSESpecification).toMatchObject({ SSEEnabled: true, SSEType: "KMS" });
    expect(only(prod.ofType("AWS::KMS::Key"))[1].Properties.EnableKeyRotation).toBe(true);
  });

  test("production can be restored to any second, and nothing in it goes by accident", () => {
    for (const [, resource] of tables(prod)) {
      expect(resource.Properties.DeletionProtectionEnabled).toBe(true);
      expect(resource.Properties.PointInTimeRecoverySpecification).toEqual({ PointInTimeRecoveryEnabled: true });
    }
    const kept = ["AWS::DynamoDB::Table", "AWS::S3::Bucket", "AWS::KMS::Key", "AWS::SecretsManager::Secret"];
    for (const [id, resource] of kept.flatMap((type) => prod.ofType(type))) {
      expect([id, resource.DeletionPolicy]).toEqual([id, "Retain"]);
    }
  });

  test("claims without value may lapse, and events don't before they are archived", () => {
    const lapsing = tables(prod).filter(([, { Properties: p }]) => p.TimeToLiveSpecification);
    expect(lapsing.map(([id, { Properties: p }]) => [id.slice(0, -8), p.TimeToLiveSpecification])).toEqual([
      ["Members", { AttributeName: "expiresAt", Enabled: true }],
    ]);
  });

  test("a local stage leaves nothing behind", () => {
    for (const [, resource] of [...tables(local), ...local.ofType("AWS::S3::Bucket")]) {
      expect(resource.DeletionPolicy).toBe("Delete");
      expect(resource.Properties.DeletionProtectionEnabled ?? false).toBe(false);
    }
    expect(asText(local.resources)).not.toContain("AutoDeleteObjects");
  });

  test("buckets are private, encrypted, and refuse plain HTTP", () => {
    const buckets = prod.ofType("AWS::S3::Bucket");
    expect(buckets.length).toBeGreaterThan(2);
    for (const [id, { Properties: p }] of buckets) {
      expect(p.BucketEncryption).toBeDefined();
      expect(Object.values(p.PublicAccessBlockConfiguration as object)).toEqual([true, true, true, true]);
      const policy = only(prod.ofType("AWS::S3::BucketPolicy").filter(([name]) => name.startsWith(id.slice(0, -8))));
      expect(asText(policy[1].Properties)).toContain('"aws:SecureTransport":"false"');
    }
  });

  test("the identity key is generated where people are real, and fixed where they are invented", () => {
    const secret = (from: typeof prod) => only(from.ofType("AWS::SecretsManager::Secret"))[1].Properties;
    expect(secret(prod).GenerateSecretString).toMatchObject({ PasswordLength: 64 });
    expect(secret(prod).SecretString).toBeUndefined();
    expect(secret(local).SecretString).toEqual(expect.any(String));
  });
});

describe("functions", () => {
  const functions = prod.ofType("AWS::Lambda::Function").map(properties);
  const deployed = (name: string) =>
    only(functions.filter((lambda) => lambda.FunctionName === `perennial-prod-${name.replace("/", "-")}`));

  test.each(Object.keys(CATALOG) as FunctionName[])("%s is deployed with the environment that it parses", (name) => {
    const { Variables } = deployed(name).Environment as { Variables: Record<string, unknown> };
    const resolved = Object.fromEntries(
      Object.entries(Variables).map(([key, value]) => [key, typeof value === "string" ? value : asText(value)]),
    );
    expect(CATALOG[name].safeParse(resolved).error).toBeUndefined();
    const { NODE_OPTIONS, ...own } = resolved;
    expect(NODE_OPTIONS).toBe("--enable-source-maps");
    expect(Object.keys(own).sort()).toEqual(Object.keys(CATALOG[name].shape).sort());
  });

  test("all run on Node 24, are traced, and log JSON to a group that forgets in time", () => {
    expect(functions).toHaveLength(Object.keys(CATALOG).length);
    for (const lambda of functions) {
      expect(lambda.Runtime).toBe("nodejs24.x");
      expect(lambda.TracingConfig).toEqual({ Mode: "Active" });
      expect(lambda.LoggingConfig).toMatchObject({ LogFormat: "JSON", LogGroup: expect.anything() });
    }
    for (const group of prod.ofType("AWS::Logs::LogGroup").map(properties)) {
      expect(group.RetentionInDays).toBe(30);
    }
  });
});

describe("consumers", () => {
  const mappings = prod.ofType("AWS::Lambda::EventSourceMapping").map(properties);

  test("the streams bring only new events of members, and only new outbox items", () => {
    const filters = mappings
      .flatMap((mapping) => (mapping.FilterCriteria as { Filters: { Pattern: string }[] } | undefined)?.Filters ?? [])
      .map(({ Pattern }) => JSON.parse(Pattern));
    expect(filters).toEqual([
      { eventName: ["INSERT"], dynamodb: { Keys: { pk: { S: [{ prefix: "M#" }] } } } },
      { eventName: ["INSERT"], dynamodb: { Keys: { sk: { S: [{ prefix: "O#" }] } } } },
    ]);
  });

  test("what a stream's reader can't take within a day is named in the dead-letter queue", () => {
    for (const mapping of mappings.filter((entry) => entry.StartingPosition)) {
      expect(asText(mapping.DestinationConfig)).toContain("DeadLetterQueue");
    }
  });

  test("every queue sets a record aside after five tries, and takes TLS alone", () => {
    const queues = prod.ofType("AWS::SQS::Queue");
    const last = only(queues.filter(([, queue]) => queue.Properties.RedrivePolicy === undefined));
    expect(last[0]).toContain("DeadLetter");
    for (const [, { Properties: p }] of queues.filter(([id]) => id !== last[0])) {
      expect(p.RedrivePolicy).toMatchObject({
        maxReceiveCount: 5,
        deadLetterTargetArn: { "Fn::GetAtt": [last[0], "Arn"] },
      });
    }
    for (const [id, { Properties: p }] of queues) {
      expect(p.SqsManagedSseEnabled).toBe(true);
      const policies = prod.ofType("AWS::SQS::QueuePolicy").filter(([, policy]) => asText(policy).includes(`"${id}"`));
      expect(asText(policies)).toContain('"aws:SecureTransport":"false"');
    }
  });

  test("queues are read in small batches, few at a time, record by record", () => {
    const queued = mappings.filter((entry) => entry.ScalingConfig);
    expect(queued.length).toBeGreaterThanOrEqual(4);
    for (const mapping of queued) {
      expect(mapping.BatchSize).toBe(5);
      expect(mapping.FunctionResponseTypes).toEqual(["ReportBatchItemFailures"]);
    }
    const localPace = local.ofType("AWS::Lambda::EventSourceMapping").map(properties);
    for (const { ScalingConfig } of localPace.filter((entry) => entry.ScalingConfig)) {
      expect(ScalingConfig).toEqual({ MaximumConcurrency: 2 });
    }
  });

  test("announcements go to the queues that the contracts name", () => {
    const rules = prod
      .ofType("AWS::Events::Rule")
      .map(([id, { Properties: p }]) => [
        /Journeys(Enrol|Goal)|Engagement(Contact)/.exec(id)?.slice(1).find(Boolean),
        (p.EventPattern as { "detail-type": string[] })["detail-type"],
      ]);
    expect(Object.fromEntries(rules)).toEqual({
      Contact: ["MemberRegistered", "ContactChanged"],
      Enrol: ["MemberRegistered", "ContactChanged"],
      Goal: ["OrderPaid"],
    });
  });
});

describe("alarms", () => {
  const runbook = readFileSync(path.join(root, "docs/runbook.md"), "utf8");
  const articles = [...runbook.matchAll(/^#+ (.*)$/gm)].map(([, title = ""]) =>
    title
      .toLowerCase()
      .replace(/[^\w\s-]/g, "")
      .replaceAll(" ", "-"),
  );
  const alarms = [...prod.ofType("AWS::CloudWatch::Alarm"), ...prod.ofType("AWS::CloudWatch::CompositeAlarm")];

  test("each says who is hurt and names an article of the runbook that exists", () => {
    expect(alarms.length).toBeGreaterThan(10);
    for (const [, { Properties: p }] of alarms) {
      const [, impact = "", anchor = ""] =
        /^(.+) What to do: docs\/runbook\.md#([\w-]+)$/.exec(String(p.AlarmDescription)) ?? [];
      expect(impact.length).toBeGreaterThan(40);
      expect(articles).toContain(anchor);
    }
  });

  test("a failure is one message: by the composite of its capability where there is one, else by its own", () => {
    const actions = (from: typeof prod, type: string) =>
      from.ofType(type).map(([id, alarm]) => [id, asText(alarm.Properties.AlarmActions ?? "none")] as const);
    const dev = synthesized({ stage: "dev", alarmEmail: "ops@shop.example" });
    for (const [, mailed] of actions(dev, "AWS::CloudWatch::Alarm")) expect(mailed).toContain("PlatformAlarms");
    const composites = prod.ofType("AWS::CloudWatch::CompositeAlarm");
    expect(composites.length).toBeGreaterThan(1);
    for (const [, mailed] of actions(prod, "AWS::CloudWatch::CompositeAlarm"))
      expect(mailed).toContain("PlatformAlarms");
    const composed = asText(composites.map(([, composite]) => composite.Properties.AlarmRule));
    for (const [id, mailed] of actions(prod, "AWS::CloudWatch::Alarm")) {
      expect([id, mailed.includes("PlatformAlarms")]).toEqual([id, !composed.includes(`"${id}"`)]);
    }
  });

  test("every consumer, every machine, the dead-letter queue and the API have one", () => {
    const watched = asText(alarms);
    const streams = prod.ofType("AWS::Lambda::EventSourceMapping").filter(([, m]) => m.Properties.StartingPosition);
    for (const [, mapping] of streams) {
      expect(watched).toContain(asText((mapping.Properties.FunctionName as { Ref: string }).Ref));
    }
    const queues = prod.ofType("AWS::SQS::Queue");
    for (const [id] of [
      ...queues,
      ...prod.ofType("AWS::StepFunctions::StateMachine"),
      ...prod.ofType("AWS::ApiGatewayV2::Api"),
    ]) {
      expect(watched).toContain(`"${id}"`);
    }
  });

  test("the local cloud is spared what it refuses", () => {
    expect(local.ofType("AWS::CloudWatch::CompositeAlarm")).toEqual([]);
    expect(prod.ofType("AWS::CloudWatch::CompositeAlarm").length).toBeGreaterThan(1);
    expect(local.ofType("AWS::CloudWatch::Alarm").filter(([, a]) => a.Properties.Metrics)).toEqual([]);
  });

  describe("the dashboard", () => {
    const body = asText(only(prod.ofType("AWS::CloudWatch::Dashboard"))[1].Properties.DashboardBody);

    test("has a row for every capability that runs anything, with its alarms", () => {
      for (const capability of capabilities) expect(body).toContain(`${capability}: errors`);
      for (const [id] of prod.ofType("AWS::CloudWatch::Alarm")) expect(body).toContain(`"${id}"`);
    });

    test("shows the hops under the names by which the runtime counts them", () => {
      for (const name of HOPS.flat()) expect(REST_COUNTERS).toContain(name);
      const shown = [...body.matchAll(/\[\\\\*"Perennial\\\\*",\\\\*"(\w+)\\\\*"/g)].map(([, name]) => name);
      expect(shown).toEqual(["applied", "announced", ...HOPS.flat()]);
    });

    test("stays under the 50 metrics up to which it is free", () => {
      const metrics = [...body.matchAll(/\[\\\\*"(AWS\/Lambda|Perennial)\\\\*"/g)];
      expect(metrics.length).toBeGreaterThan(20);
      expect(metrics.length).toBeLessThanOrEqual(50);
    });
  });
});

describe("schedules", () => {
  test("go by the shop's own time, say what time they are for, and are tried again where it matters", () => {
    const schedules = prod.ofType("AWS::Scheduler::Schedule").map(properties);
    expect(schedules).toHaveLength(SCHEDULES.length);
    for (const schedule of schedules) {
      expect(schedule).toMatchObject({ State: "ENABLED", ScheduleExpressionTimezone: "Asia/Shanghai" });
      const target = schedule.Target as { Input: string; DeadLetterConfig: object; RoleArn: object };
      expect(JSON.parse(target.Input)).toMatchObject({ scheduledTime: "<aws.scheduler.scheduled-time>" });
      expect(target.DeadLetterConfig).toBeDefined();
    }
  });

  test("rest where the clock is turned: a replay starts their targets", () => {
    for (const schedule of local.ofType("AWS::Scheduler::Schedule").map(properties)) {
      expect(schedule.State).toBe("DISABLED");
    }
  });

  test("a nightly function that failed three times is set aside, not forgotten", () => {
    const kept = prod.ofType("AWS::Lambda::EventInvokeConfig").map(properties);
    const nightly = prod
      .ofType("AWS::Scheduler::Schedule")
      .map(properties)
      .filter((schedule) => {
        const { Arn, RetryPolicy } = schedule.Target as { Arn: object; RetryPolicy: { MaximumRetryAttempts: number } };
        return RetryPolicy.MaximumRetryAttempts > 0 && asText(Arn).includes('"Arn"');
      });
    expect(nightly.length).toBeGreaterThan(3);
    expect(kept).toHaveLength(nightly.length);
    for (const config of kept) expect(asText(config.DestinationConfig)).toContain("DeadLetterQueue");
  });
});

describe("the API", () => {
  const routes = prod.ofType("AWS::ApiGatewayV2::Route").map(properties);

  test("has exactly the routes of docs/contracts.md", () => {
    const table = readFileSync(path.join(root, "docs/contracts.md"), "utf8")
      .split("\n")
      .filter((line) => /^\| `(GET|POST|PUT) /.test(line))
      .map((line) => line.split(" | ")[0] ?? "");
    const promised = table.flatMap((cell) => routesOf(cell));
    expect(routes.map((route) => route.RouteKey).sort()).toEqual([...new Set(promised)].sort());
  });

  test("asks for a channel's key everywhere but where anybody may look: health, this description, a lottery's list", () => {
    const open = routes.filter((route) => route.AuthorizationType !== "CUSTOM").map((route) => route.RouteKey);
    // Whoever wants to check a draw needs no key either.
    expect(open.sort()).toEqual(["GET /v1/health", "GET /v1/lotteries/{id}", "GET /v1/openapi.json"]);
  });

  test("is throttled, and logs each call without address or key", () => {
    const stage = only(prod.ofType("AWS::ApiGatewayV2::Stage"))[1].Properties;
    expect(stage.DefaultRouteSettings).toEqual({ ThrottlingRateLimit: 500, ThrottlingBurstLimit: 1_000 });
    const { Format } = stage.AccessLogSettings as { Format: string };
    expect(Object.keys(JSON.parse(Format))).toContain("requestId");
    expect(Format).not.toMatch(/sourceIp|authorization|userAgent|\$context\.path/);
  });

  test("has a fixed id on the local cloud alone", () => {
    const tags = (from: typeof prod) => only(from.ofType("AWS::ApiGatewayV2::Api"))[1].Properties.Tags;
    expect(tags(local)).toMatchObject({ "ms-custom-id": "perennial" });
    expect(tags(prod)).not.toHaveProperty("ms-custom-id");
  });
});

/** "`GET /v1/x`, `/{id}`; `PUT /v1/y` with …" as route keys; a path alone goes on from the route before. */
function routesOf(cell: string): string[] {
  let method = "";
  let base = "";
  return [...cell.matchAll(/`([^`]+)`/g)].flatMap(([, text = ""]) => {
    const whole = /^(GET|POST|PUT) (\/[^?[\s]*)/.exec(text);
    if (whole) {
      method = whole[1] ?? "";
      base = whole[2] ?? "";
      return [`${method} ${base}`];
    }
    return text.startsWith("/") && method ? [`${method} ${base}${text}`] : [];
  });
}
