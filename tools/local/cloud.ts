import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { type Claim, claimStateDir } from "./claim.ts";
import { DEFAULT_PORT, LOCAL_ACCOUNT, LOCAL_REGION, projectRoot, stateDirOf } from "./layout.ts";
import { LocalCloudError } from "./local-cloud-error.ts";
import { logTail } from "./log-tail.ts";
import { messages } from "./messages.ts";
import { requireFreePort } from "./ports.ts";
import { type ProcessGroup, startGroup } from "./process-group.ts";
import { pythonOfVenv } from "./python.ts";

export interface CloudOptions {
  /** Port on 127.0.0.1; `DEFAULT_PORT` when left out. */
  readonly port?: number;
  /** Folder of this run; two runs with different folders and ports may stand beside each other. */
  readonly stateDir?: string;
  /** Whether IAM policies are enforced from the start. `cdk deploy` fails under it: deploy first, then `restart({ auth: true })`. */
  readonly auth?: boolean;
  /** A claim on the state folder that the caller holds already; it is then the caller's to release. */
  readonly claim?: Claim;
  /** Told what happens, one sentence at a time. */
  readonly log?: (line: string) => void;
}

export interface Cloud {
  /** Base address for every AWS client, `http://127.0.0.1:<port>`. */
  readonly endpoint: string;
  readonly port: number;
  /** Leader of the process group that holds the local cloud and its Lambda workers. */
  readonly pid: number;
  readonly layout: Claim["layout"];
  /** Settles when the local cloud ends without having been asked to: always a LocalCloudError. */
  readonly crashed: Promise<LocalCloudError>;
  /** Ends every process that it started. Its state is gone. */
  stop(): Promise<void>;
  /** Starts it again with its state kept, enforcing IAM or not. Open executions fail. */
  restart(options: { auth: boolean }): Promise<void>;
}

const HOST = "127.0.0.1";
/** It takes 0.6 s on a quiet machine; a first start compiles its modules, and the machine may be busy. */
const HEALTHY_WITHIN_MS = 60_000;
const HEALTH_POLL_MS = 50;
/** Writing out its state takes 1.5 s when nearly empty and grows with what it holds. */
const STATE_WRITTEN_WITHIN_MS = 120_000;

/**
 * Starts the local cloud (MiniStack) and comes back when it answers.
 * @throws LocalCloudError when the port is in use, another run has the folder, or it does not become healthy.
 */
export async function startCloud(options: CloudOptions = {}): Promise<Cloud> {
  const port = options.port ?? DEFAULT_PORT;
  const log = options.log ?? (() => {});
  const claim = options.claim ?? (await claimStateDir(options.stateDir ?? stateDirOf("cloud")));
  const giveUp = async () => (options.claim === undefined ? claim.release() : undefined);
  let reportCrash: (error: LocalCloudError) => void = () => {};
  const crashed = new Promise<LocalCloudError>((resolve) => {
    reportCrash = resolve;
  });
  let group: ProcessGroup;
  try {
    await requireFreePort(port);
    group = await begin(port, options.auth ?? false, claim);
  } catch (error) {
    await giveUp();
    throw error;
  }
  log(`local cloud: process ${group.pid} on port ${port}`);

  let asked = false;
  const watch = (watched: ProcessGroup) =>
    void watched.ended.then(() => {
      if (!asked) reportCrash(new LocalCloudError(messages.cloudEnded(), { detail: logTail(claim.layout.cloudLog) }));
    });
  watch(group);

  return {
    endpoint: `http://${HOST}:${port}`,
    port,
    get pid() {
      return group.pid;
    },
    layout: claim.layout,
    crashed,
    stop: async () => {
      asked = true;
      // Killed rather than asked: all that it would do is write out a state that the next start throws away (1.5 s).
      await group.kill();
      await giveUp();
    },
    restart: async ({ auth }) => {
      asked = true;
      await group.askToEnd(STATE_WRITTEN_WITHIN_MS);
      group = await begin(port, auth, claim);
      asked = false;
      watch(group);
      log(`local cloud: process ${group.pid} on port ${port}, IAM ${auth ? "enforced" : "not enforced"}`);
    },
  };
}

async function begin(port: number, auth: boolean, { layout }: Claim): Promise<ProcessGroup> {
  const python = pythonOfVenv();
  const group = startGroup({
    what: "local cloud",
    command: [python, path.join(import.meta.dirname, "launch.py"), "ministack"],
    cwd: layout.home,
    env: environmentOf(port, auth, layout),
    log: layout.cloudLog,
    record: layout.processes,
  });
  try {
    await healthy(port, group, layout.cloudLog);
  } catch (error) {
    await group.kill();
    throw error;
  }
  return group;
}

/** A clean environment: the emulator's own leaks into every Lambda function that it runs. */
function environmentOf(port: number, auth: boolean, layout: Claim["layout"]): Record<string, string> {
  return {
    // The functions run in the Node that runs this; the first `node` on the PATH is theirs.
    PATH: [path.dirname(process.execPath), "/usr/local/bin", "/usr/bin", "/bin"].join(path.delimiter),
    NODE_PATH: path.join(projectRoot, "node_modules"),
    HOME: layout.home,
    TMPDIR: layout.temporary,
    LANG: "C.UTF-8",
    TZ: "UTC",
    GATEWAY_PORT: String(port),
    BIND_HOST: HOST,
    MINISTACK_HOST: HOST,
    MINISTACK_REGION: LOCAL_REGION,
    MINISTACK_ACCOUNT_ID: LOCAL_ACCOUNT,
    AUTH: String(auth),
    LAMBDA_EXECUTOR: "local",
    // Some fifty functions stand side by side here; each would keep arenas and threads as if it were alone on a server.
    MALLOC_ARENA_MAX: "2",
    UV_THREADPOOL_SIZE: "2",
    IOT_MTLS_ENABLED: "0",
    SFTP_ENABLED: "0",
    // So that restart() finds its state again; it is written when the process is asked to end, never before.
    PERSIST_STATE: "1",
    STATE_DIR: layout.state,
    S3_PERSIST: "1",
    S3_DATA_DIR: layout.objects,
    // At its start it looks for containers that an earlier one of its kind left and removes them: not ones of this
    // machine's owner. No daemon is ever there.
    DOCKER_HOST: `unix://${path.join(layout.home, "no-docker.sock")}`,
  };
}

async function healthy(port: number, group: ProcessGroup, log: string): Promise<void> {
  const deadline = performance.now() + HEALTHY_WITHIN_MS;
  let over = false;
  void group.ended.then(() => {
    over = true;
  });
  while (performance.now() < deadline && !over) {
    if (await answersHealthy(port)) return;
    await pause(HEALTH_POLL_MS);
  }
  const detail = logTail(log);
  if (detail.includes("is already in use")) throw new LocalCloudError(messages.portInUse(port), { detail });
  throw new LocalCloudError(over ? messages.cloudEnded() : messages.cloudDidNotStart(HEALTHY_WITHIN_MS / 1000), {
    detail,
  });
}

async function answersHealthy(port: number): Promise<boolean> {
  try {
    const answer = await fetch(`http://${HOST}:${port}/_ministack/health`, { signal: AbortSignal.timeout(2_000) });
    await answer.body?.cancel();
    return answer.ok;
  } catch {
    return false; // not listening yet
  }
}
