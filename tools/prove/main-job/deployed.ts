import { freePort } from "../../local/ports.ts";
import { type Session, startSession } from "../../local/session.ts";
import { openShop } from "../../main-job/main-job.ts";
import type { Claim, Ground } from "../claim.ts";
import { linesOfTests } from "./run-tests.ts";

/** One deployed stack for the claims that try single things on it: its shop is open, its clock on the eve of the replay. */
export function deployedShop(ground: Ground) {
  return ground.once("deployed shop", async () => {
    const session: Session = await startSession({
      port: await freePort(),
      stage: "test",
      stateDir: ground.folder("cloud"),
    });
    ground.atEnd(session.stop);
    return { session, ...(await openShop(session)) };
  });
}

/** Every line of bad input, over HTTP, on a deployed stack. */
export const badInput: Claim = {
  name: "bad-input",
  says: "every door answers bad input with a typed error, over HTTP; nothing answers 5xx, nothing is half done",
  run: (ground) =>
    linesOfTests(ground, {
      folder: "e2e",
      args: ["--project", "e2e", "tests/e2e/bad-input.test.ts", "tests/e2e/segment.test.ts"],
      env: { PERENNIAL_STATE_DIR: ground.folder("state") },
      limitSeconds: 300,
    }),
};

/** What it is made of: foundation, infrastructure, API and machines, by the tests that hold them. */
export const madeOf: Claim = {
  name: "made-of",
  says: "foundation, command line, infrastructure, API, ingestion, identity, ledger and waits, by their tests",
  run: (ground) =>
    linesOfTests(ground, {
      folder: "tests",
      args: [
        "--project",
        "fast",
        "tests/architecture.test.ts",
        "tests/infra",
        "tests/statemachines",
        "tests/flows",
        "tests/core/ingestion",
        "tests/core/members",
        "tests/core/loyalty",
        "tests/tools/perennial",
        "tests/tools/scaffold.test.ts",
      ],
      limitSeconds: 600,
    }),
};
