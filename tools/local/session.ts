import { createProgress, type Progress } from "../progress.ts";
import { type CdkTarget, LOCAL_CREDENTIALS } from "./cdk.ts";
import { type Claim, claimStateDir } from "./claim.ts";
import { type Cloud, startCloud } from "./cloud.ts";
import { cdkBootstrap, cdkDeploy, cdkSynth } from "./deploy.ts";
import { beforeEnding, throwUnlessEnding } from "./endings.ts";
import { DEFAULT_PORT, type Layout, LOCAL_REGION, stateDirOf } from "./layout.ts";
import type { LocalCloudError } from "./local-cloud-error.ts";
import { type MemoryUse, meterMemory } from "./memory.ts";
import { messages } from "./messages.ts";
import { requireFreePort } from "./ports.ts";
import { ownIdentity } from "./process-table.ts";
import { ensureVenv, isVenvWhole } from "./python.ts";
import { requireNode } from "./require-node.ts";
import { writeSession } from "./session-file.ts";
import { apiUrlOf, type StackOutputs } from "./stack-outputs.ts";

export interface SessionOptions {
  /** Port of the local cloud; `DEFAULT_PORT` when left out. */
  readonly port?: number;
  /** Stage to deploy; `local` when left out. */
  readonly stage?: string;
  /** Folder of the run; two runs with different folders and ports may stand beside each other. */
  readonly stateDir?: string;
  /** Context values for the app, besides the stage. */
  readonly context?: Readonly<Record<string, string>>;
  /** Enforce IAM policies once the stacks are deployed. */
  readonly auth?: boolean;
  /** Folder with another app than the project's. */
  readonly appDir?: string;
  readonly progress?: Progress;
}

/** For the constructor of any AWS client. */
export interface AwsClientConfig {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

export interface Session {
  readonly stage: string;
  readonly endpoint: string;
  /** Base address of the product's API, without a slash at the end: `${apiUrl}/v1/health`. */
  readonly apiUrl: string;
  readonly outputs: StackOutputs;
  readonly awsClientConfig: AwsClientConfig;
  /** For more work with the CDK on this session: `cdkDeploy`, `cdkDiff`, `cdkDestroy`. */
  readonly cdk: CdkTarget;
  readonly layout: Layout;
  /** Whether the local cloud had to be installed first. */
  readonly cold: boolean;
  /** Seconds from the call to the session being ready. */
  readonly readySeconds: number;
  /** The most memory that this process and all that it started have used at one moment; undefined where unknown. */
  peakMemory(): MemoryUse | undefined;
  /** Starts the local cloud again with its state, enforcing IAM or not. Open executions fail. */
  restart(options: { auth: boolean }): Promise<void>;
  /** Settles when the local cloud ends without having been asked to. */
  readonly crashed: Promise<LocalCloudError>;
  /** Ends every process that the session started. Twice does no harm. */
  stop(): Promise<void>;
}

/**
 * Brings up the local cloud with the project's stacks on it: Python, cloud, bootstrap, deploy. Ctrl-C, SIGTERM and a
 * closed terminal end every process of it, whatever it is doing.
 * @throws LocalCloudError with a sentence for the person at the terminal; nothing is left running then
 */
export async function startSession(options: SessionOptions = {}): Promise<Session> {
  requireNode();
  const started = performance.now();
  const { port = DEFAULT_PORT, stage = "local", stateDir = stateDirOf("cloud") } = options;
  const progress = options.progress ?? createProgress();
  const meter = meterMemory();
  let claim: Claim | undefined;
  let cloud: Cloud | undefined;
  const stop = async () => {
    forget();
    meter.stop();
    await cloud?.stop();
    await claim?.release();
    claim = undefined;
  };
  const forget = beforeEnding(stop);
  try {
    claim = await claimStateDir(stateDir);
    if (claim.orphansEnded > 0) progress.note(messages.orphansEnded(claim.orphansEnded));
    await requireFreePort(port); // before anything slow: a taken port is told at once
    const { layout } = claim;
    const target: CdkTarget = {
      endpoint: `http://127.0.0.1:${port}`,
      layout,
      ...(options.appDir === undefined ? {} : { appDir: options.appDir }),
    };
    const app = { stage, ...(options.context ? { context: options.context } : {}) };
    // Building the stacks needs no cloud, so the two go on beside each other.
    const built = settled(progress.step(messages.synthesizing(), () => cdkSynth(target, app)));
    const cold = await installed(progress);
    const begun = claim;
    const running = await progress.step(messages.startingCloud(port), () => startCloud({ port, claim: begun }));
    cloud = running;
    await progress.step(messages.bootstrapping(), () => unlessCrashed(running, cdkBootstrap(target)));
    await built.orThrow();
    const outputs = await progress.step(messages.deploying(stage), (step) =>
      unlessCrashed(running, cdkDeploy(target, { ...app, onProgress: step.advance })),
    );
    if (options.auth) await progress.step(messages.enforcingIam(), () => running.restart({ auth: true }));
    const { endpoint, crashed, restart } = running;
    const apiUrl = apiUrlOf(outputs, endpoint);
    writeSession(layout.session, { ...ownIdentity(), stage, endpoint, apiUrl, region: LOCAL_REGION, outputs });
    return {
      ...{ stage, endpoint, apiUrl, outputs, layout, cold, restart, crashed, stop },
      awsClientConfig: { endpoint, region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS },
      cdk: target,
      readySeconds: (performance.now() - started) / 1000,
      peakMemory: meter.peak,
    };
  } catch (error) {
    await stop();
    return throwUnlessEnding(error);
  }
}

export interface WithLocalCloudOptions extends SessionOptions {
  /** Stay up after the work until the person ends it (Ctrl-C); otherwise everything ends with the work. */
  readonly keep?: boolean;
}

/**
 * Does some work on a local cloud of its own and ends every process of it, however the work ends.
 * @returns what the work gives; with `keep` it comes back only by a crash, since Ctrl-C ends the process
 */
export async function withLocalCloud<T>(
  options: WithLocalCloudOptions,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const session = await startSession(options);
  try {
    const result = await unlessCrashed(session, work(session));
    return options.keep ? await unlessCrashed(session, new Promise<never>(() => {})) : result;
  } catch (error) {
    return await throwUnlessEnding(error);
  } finally {
    await session.stop();
  }
}

/** Installs the local cloud if it is not there yet; whether it had to. */
async function installed(progress: Progress): Promise<boolean> {
  if (isVenvWhole()) return false;
  return (await progress.step(messages.makingVenv(), () => ensureVenv())).made;
}

/** The outcome of the work, or the news that the local cloud has ended meanwhile, whichever comes first. */
function unlessCrashed<T>({ crashed }: Pick<Cloud, "crashed">, work: Promise<T>): Promise<T> {
  return Promise.race([work, crashed.then((error) => Promise.reject(error))]);
}

/** Work that goes on meanwhile: its failure waits to be asked for, instead of ending the process as an unhandled one. */
function settled(work: Promise<void>): { orThrow: () => Promise<void> } {
  const outcome = work.then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
  return {
    orThrow: async () => {
      const failed = await outcome;
      if (failed) throw failed.error;
    },
  };
}
