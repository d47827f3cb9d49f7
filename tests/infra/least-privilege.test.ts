import { describe, expect, test } from "vitest";
import { WILDCARDS, type WildcardKey } from "../../infra/exceptions.ts";
import { asText, only, synthesized } from "./synthesized.ts";

interface Statement {
  Effect: "Allow" | "Deny";
  Action: string | string[];
  Resource: unknown;
  Condition?: unknown;
}
interface Granted {
  policy: string;
  role: string;
  statement: Statement;
  actions: string[];
  resources: string[];
}

/** Statements of every identity policy, with actions and resources as lists of text. */
function granted(stage: "local" | "prod"): Granted[] {
  const { resources, ofType } = synthesized({ stage });
  expect(ofType("AWS::IAM::ManagedPolicy")).toEqual([]);
  for (const [id, role] of ofType("AWS::IAM::Role")) {
    // Everything that a role may do stands in its own policy, where this test reads it.
    expect([id, role.Properties.Policies, role.Properties.ManagedPolicyArns]).toEqual([id, undefined, undefined]);
  }
  return ofType("AWS::IAM::Policy").flatMap(([policy, { Properties }]) => {
    const { Statement: statements } = Properties.PolicyDocument as { Statement: Statement[] };
    const role = only(Properties.Roles as { Ref: string }[]).Ref;
    return statements.map((statement) => ({
      policy,
      role,
      statement,
      actions: [statement.Action].flat(),
      resources: [statement.Resource].flat().map((resource) => named(resource, Object.keys(resources))),
    }));
  });
}

/** A resource as text: `<Snapshots>/*` for an ARN made of the bucket's and a pattern. */
function named(resource: unknown, ids: string[]): string {
  if (typeof resource === "string") return resource;
  const whole = resource as Record<string, unknown>;
  const join = whole["Fn::Join"] as [string, unknown[]] | undefined;
  if (join) return join[1].map((part) => named(part, ids)).join(join[0]);
  const text = asText(resource);
  const id = ids.filter((known) => text.includes(known)).sort((a, b) => b.length - a.length)[0];
  return id === undefined ? "<token>" : `<${id.replace(/[0-9A-F]{8}$/, "")}>`;
}

describe("permissions", () => {
  test.each(["local", "prod"] as const)(
    "in %s, no permission has a wildcard but those listed with their reason",
    (stage) => {
      const listed = Object.entries(WILDCARDS)
        .filter(([key]) => stage === "local" || (key as WildcardKey) !== "task-answers-locally")
        .flatMap(([, wildcard]) =>
          wildcard.actions.flatMap((action) => wildcard.resources.map((resource) => `${action} on ${resource}`)),
        );
      const found = granted(stage)
        .filter(({ statement }) => statement.Effect === "Allow")
        .flatMap(({ actions, resources }) =>
          actions.flatMap((action) =>
            resources
              .filter((resource) => action.includes("*") || resource.includes("*"))
              .map((resource) => `${action} on ${resource}`),
          ),
        );
      expect([...new Set(found)].sort()).toEqual([...new Set(listed)].sort());
    },
  );

  test("text messages may go to phones alone: topics are denied beside the wildcard", () => {
    const publish = granted("prod").filter(({ actions }) => actions.includes("sns:Publish"));
    expect(publish.map(({ statement, resources }) => [statement.Effect, ...resources]).sort()).toEqual([
      ["Allow", "*"],
      ["Deny", expect.stringMatching(/:sns:\*:\*:\*$/)],
    ]);
  });

  test("nobody may scan a table", () => {
    expect(granted("prod").filter(({ actions }) => actions.includes("dynamodb:Scan"))).toEqual([]);
  });

  test("personal data is read by the door, the 360° view, the sender and the export, through DynamoDB alone", () => {
    const readers = granted("prod").filter(({ actions }) => actions.includes("kms:Decrypt"));
    expect([...new Set(readers.map(({ role }) => role.replace(/Role[0-9A-F]{8}$/, "")))].sort()).toEqual([
      "EngagementEngagementSend",
      "IngestionIngestionAcceptEvents",
      "InsightInsightExport",
      "MembersMembersShowMember",
    ]);
    for (const { statement } of readers) expect(asText(statement.Condition)).toContain("kms:ViaService");
  });

  test("events are appended by the door and the checkout, and changed by nobody", () => {
    const writers = granted("prod").filter(
      ({ actions, resources }) =>
        actions.some((action) => /dynamodb:(Put|Update|Delete)Item/.test(action)) && resources.includes("<Events>"),
    );
    expect(writers.map(({ role, actions }) => [role.replace(/[0-9A-F]{8}$/, ""), actions])).toEqual([
      ["IngestionIngestionAcceptEventsRole", ["dynamodb:ConditionCheckItem", "dynamodb:PutItem"]],
      ["LoyaltyLoyaltyCheckoutRole", ["dynamodb:ConditionCheckItem", "dynamodb:PutItem"]],
    ]);
  });
});

describe("machines", () => {
  const { ofType } = synthesized({ stage: "prod" });

  test("each may invoke the functions that its definition names, and nothing else", () => {
    const machines = ofType("AWS::StepFunctions::StateMachine");
    expect(machines).toHaveLength(4);
    for (const [, { Properties }] of machines) {
      const role = (Properties.RoleArn as { "Fn::GetAtt": [string, string] })["Fn::GetAtt"][0];
      const invokes = granted("prod").filter(
        (one) => one.role === role && one.actions.includes("lambda:InvokeFunction"),
      );
      const called = Object.values(Properties.DefinitionSubstitutions as Record<string, unknown>)
        .filter((value) => typeof value === "object")
        .map(asText);
      const allowed = [only(invokes).statement.Resource].flat().map(asText);
      expect(allowed.sort()).toEqual([...new Set(called)].sort());
    }
  });

  test("each placeholder is filled by the function that it names", () => {
    for (const [, { Properties }] of ofType("AWS::StepFunctions::StateMachine")) {
      const filled = Object.entries(Properties.DefinitionSubstitutions as Record<string, unknown>);
      expect(filled.length).toBeGreaterThan(2);
      for (const [name, value] of filled) expect(asText(value)).toMatch(new RegExp(`[a-z]${name}[0-9A-F]{8}"`));
    }
  });

  test("their logs hold no data of members, and they are traced", () => {
    for (const [, { Properties: p }] of ofType("AWS::StepFunctions::StateMachine")) {
      expect(p.LoggingConfiguration).toMatchObject({ IncludeExecutionData: false, Level: "ERROR" });
      expect(p.TracingConfiguration).toEqual({ Enabled: true });
    }
  });

  test("waits are answered under the machines' own ARNs, and machines started under theirs", () => {
    for (const action of ["states:SendTaskSuccess", "states:StartExecution"]) {
      const resources = granted("prod")
        .filter(({ actions, policy }) => actions.includes(action) && policy.startsWith("Journeys"))
        .filter(({ policy }) => !policy.includes("Schedule"))
        .map((one) => one.resources);
      expect(resources.length).toBeGreaterThan(1);
      for (const list of resources) {
        expect(list.map((arn) => arn.split(":").at(-1)).sort()).toEqual([
          "perennial-prod-dormant",
          "perennial-prod-welcome",
        ]);
      }
    }
  });
});
