import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  GetFunctionConfigurationCommand,
  LambdaClient,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import * as z from "zod";
import { WILDCARDS } from "../../../infra/exceptions.ts";
import { functionOutput } from "../../../infra/outputs.ts";
import { projectRoot } from "../../local/layout.ts";
import { type Session, startSession } from "../../local/session.ts";
import { outputOf } from "../../local/stack-outputs.ts";
import type { Claim, Ground, Line } from "../claim.ts";
import { apiCaller } from "./api-caller.ts";
import { runCommand } from "./run-command.ts";

const PORT = 4670;
const E2E_LIMIT_SECONDS = 600;
const INFRA_LIMIT_SECONDS = 180;

/** The part of vitest's report that is counted and listed. */
const Report = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numPendingTests: z.int(),
  testResults: z.array(z.object({ assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })) })),
});
type Report = z.infer<typeof Report>;

/** Runs tests and answers what they report, passed or not. */
async function tests(ground: Ground, name: string, args: string[], env: Record<string, string>, limitSeconds: number) {
  const folder = ground.folder(name);
  const file = join(folder, "report.json");
  const run = await runCommand(
    join(projectRoot, "node_modules", ".bin", "vitest"),
    ["run", ...args, "--reporter=default", "--reporter=json", `--outputFile.json=${file}`],
    { cwd: projectRoot, logFile: join(folder, "vitest.log"), limitSeconds, env },
  );
  return { code: run.code, report: Report.parse(JSON.parse(readFileSync(file, "utf8"))) };
}

const failedNames = ({ testResults }: Report): string[] =>
  testResults.flatMap(({ assertionResults }) =>
    assertionResults.flatMap(({ fullName, status }) => (status === "failed" ? [fullName] : [])),
  );

/**
 * Whether the local cloud enforces anything at all: a function is given another one's role, which lacks what it needs, and
 * must fail; under its own role it must answer again.
 */
async function enforcementBites(session: Session): Promise<Line> {
  const lambda = new LambdaClient(session.awsClientConfig);
  const nameOf = (of: Parameters<typeof functionOutput>[0]) => outputOf(session.outputs, functionOutput(of));
  const settingsOf = (of: Parameters<typeof functionOutput>[0]) =>
    lambda.send(new GetFunctionConfigurationCommand({ FunctionName: nameOf(of) }));
  const own = await settingsOf("members/show-member");
  const foreign = await settingsOf("ingestion/authorize");
  const call = await apiCaller(session, ["members:read"]);
  const statusUnder = async (Role = ""): Promise<number> => {
    // The time-out is what it was: naming it makes the local cloud begin with a new worker, under the new role.
    const { FunctionName, Timeout } = own;
    await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Timeout, Role }));
    return (await call("GET", "/v1/members/m_aaaaaaaaaaaaaaaaaaaa")).status;
  };
  const before = await statusUnder(own.Role);
  const denied = await statusUnder(foreign.Role);
  const after = await statusUnder(own.Role);
  return {
    claim: "what is enforced bites: the member view under another function's role, and under its own again",
    figure: `${before} → ${denied} → ${after}`,
    bar: "404 → 5xx → 404",
    passed: before === 404 && denied >= 500 && after === 404,
  };
}

/** Least privilege: the whole deployed suite under enforced policies, and the wildcards that are left. */
export const iam: Claim = {
  name: "iam",
  says: "the whole e2e suite passes with IAM enforced, and every wildcard is listed with its reason",
  async run(ground) {
    const session = await startSession({ port: PORT, stage: "test", stateDir: ground.folder("cloud"), auth: true });
    ground.atEnd(session.stop);
    ground.say("deployed; IAM is enforced");
    const e2e = await tests(
      ground,
      "e2e",
      ["--project", "e2e"],
      { PERENNIAL_SESSION: session.layout.session },
      E2E_LIMIT_SECONDS,
    );
    const bites = await enforcementBites(session);
    await session.stop();
    const wildcards = await tests(
      ground,
      "wildcards",
      ["--project", "fast", "tests/infra/least-privilege.test.ts"],
      {},
      INFRA_LIMIT_SECONDS,
    );
    for (const [name, { actions, resources, reason }] of Object.entries(WILDCARDS)) {
      ground.say(`exception ${name}: ${actions.join(", ")} on ${resources.join(", ")}: ${reason}`);
    }
    const suite = ({ code, report }: typeof e2e): Pick<Line, "figure" | "passed"> => ({
      figure:
        `${report.numPassedTests} passed, ${report.numFailedTests} failed, ${report.numPendingTests} skipped${failedNames(
          report,
        )
          .map((name) => `; ${name}`)
          .join("")}`.slice(0, 400),
      passed: code === 0 && report.numFailedTests === 0 && report.numPassedTests > 0,
    });
    return [
      { claim: "the e2e suite with IAM enforced after the deploy", bar: "all pass", ...suite(e2e) },
      bites,
      {
        claim: "no wildcard that AWS can narrow, machine roles too; the list of exceptions is exact",
        bar: `all pass; ${Object.keys(WILDCARDS).length} exceptions, each with its reason`,
        ...suite(wildcards),
      },
    ];
  },
};
