import path from "node:path";
import type { TestProject } from "vitest/node";
import { stateDirOf } from "../../tools/local/layout.ts";
import { freePort } from "../../tools/local/ports.ts";
import { startSession } from "../../tools/local/session.ts";
import { readSession } from "../../tools/local/session-file.ts";
import type { StackOutputs } from "../../tools/local/stack-outputs.ts";

declare module "vitest" {
  /** What every end-to-end test can `inject`. */
  export interface ProvidedContext {
    /** Base address of the deployed API, without a slash at the end. */
    apiUrl: string;
    /** Base address for AWS clients. */
    endpoint: string;
    /** Region of the local cloud. */
    region: string;
    /** Stack name → output name → value. */
    outputs: StackOutputs;
  }
}

/**
 * Deploys stage `test` on a local cloud of its own for the whole suite.
 * PERENNIAL_SESSION=<session.json> uses a session that is up already and leaves it up; PERENNIAL_AUTH=1 enforces IAM;
 * PERENNIAL_STATE_DIR chooses another folder than `.local/e2e`, for suites beside each other.
 */
export default async function deployedStack(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const { PERENNIAL_SESSION: given, PERENNIAL_AUTH: auth, PERENNIAL_STATE_DIR: folder } = process.env;
  if (given) {
    const session = readSession(given);
    if (session === undefined) throw new Error(`PERENNIAL_SESSION: ${given} tells of no session that is up`);
    provide(project, session);
    return undefined;
  }
  const session = await startSession({
    port: await freePort(),
    stage: "test",
    stateDir: folder ? path.resolve(folder) : stateDirOf("e2e"),
    auth: auth === "1",
  });
  provide(project, { ...session, region: session.awsClientConfig.region });
  return session.stop;
}

interface Addresses {
  readonly apiUrl: string;
  readonly endpoint: string;
  readonly region: string;
  readonly outputs: StackOutputs;
}

function provide(project: TestProject, { apiUrl, endpoint, region, outputs }: Addresses): void {
  project.provide("apiUrl", apiUrl);
  project.provide("endpoint", endpoint);
  project.provide("region", region);
  project.provide("outputs", outputs);
}
