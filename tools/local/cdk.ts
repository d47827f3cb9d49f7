import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { type Layout, LOCAL_ACCOUNT, LOCAL_REGION, projectRoot } from "./layout.ts";
import { LocalCloudError } from "./local-cloud-error.ts";
import { messages } from "./messages.ts";
import { startGroup } from "./process-group.ts";

/** Where and for whom the CDK works. */
export interface CdkTarget {
  /** Address of the local cloud. By its IP number, not a name: the SDK then asks S3 by path, and no host name of a bucket has to resolve. */
  readonly endpoint: string;
  /** Folders of the run: the cloud assembly, the log and the record of processes are its own. */
  readonly layout: Layout;
  /** Folder with the app; the checkout when left out. */
  readonly appDir?: string;
  /** Told each line that the CDK prints. */
  readonly onLine?: (line: string) => void;
}

const TAIL_LINES = 30;

/** Keys that the local cloud takes for the account's root. They open nothing anywhere else. */
export const LOCAL_CREDENTIALS = { accessKeyId: "test", secretAccessKey: "test" } as const;

/**
 * Runs the CDK's command line and gives what it printed.
 * @throws LocalCloudError with the tail of the log when it fails
 */
export async function runCdk(
  target: CdkTarget,
  args: readonly [string, ...string[]],
  cwd = target.appDir ?? projectRoot,
): Promise<string[]> {
  const { layout } = target;
  mkdirSync(layout.home, { recursive: true });
  const printed: string[] = [];
  const group = startGroup({
    what: `cdk ${args[0]}`,
    command: [process.execPath, "--import", preload, cdkCommand, ...args, "--ci", "--no-notices", "--no-color"],
    cwd,
    env: environmentOf(target),
    log: layout.cdkLog,
    record: layout.processes,
    onLine: (line) => {
      printed.push(line);
      target.onLine?.(line);
    },
  });
  const { code } = await group.ended;
  await group.kill();
  if (code !== 0) {
    const log = path.relative("", layout.cdkLog);
    const sentence = args[0] === "deploy" ? messages.deployFailed(log) : messages.cdkFailed(args[0], log);
    throw new LocalCloudError(sentence, { detail: printed.slice(-TAIL_LINES).join("\n") });
  }
  return printed;
}

const cdkCommand = createRequire(import.meta.url).resolve("aws-cdk/bin/cdk");
const preload = new URL("./end-with-starter.ts", import.meta.url).href;

/** Nothing of the person's own AWS settings gets in: neither their account nor their profile may be touched by mistake. */
function environmentOf({ endpoint, layout }: CdkTarget): Record<string, string> {
  return {
    PATH: [path.dirname(process.execPath), "/usr/local/bin", "/usr/bin", "/bin"].join(path.delimiter),
    HOME: layout.home,
    LANG: "C.UTF-8",
    TMPDIR: layout.temporary,
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: LOCAL_CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: LOCAL_CREDENTIALS.secretAccessKey,
    AWS_REGION: LOCAL_REGION,
    AWS_DEFAULT_REGION: LOCAL_REGION,
    AWS_EC2_METADATA_DISABLED: "true",
    CDK_DEFAULT_ACCOUNT: LOCAL_ACCOUNT,
    CDK_DEFAULT_REGION: LOCAL_REGION,
    CDK_HOME: path.join(layout.home, "cdk"),
    CDK_DISABLE_VERSION_CHECK: "1",
    CDK_DISABLE_CLI_TELEMETRY: "true",
    // Validation of the templates takes seconds in each process and is the infrastructure tests' matter; cdk-nag runs all the same.
    CDK_VALIDATION: "false",
  };
}
