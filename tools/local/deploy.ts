import { existsSync, rmSync } from "node:fs";
import { type CdkTarget, runCdk } from "./cdk.ts";
import { LOCAL_ACCOUNT, LOCAL_REGION } from "./layout.ts";
import { readOutputs, type StackOutputs } from "./stack-outputs.ts";

export interface AppOptions {
  /** Stage to build the stacks for, given to the app as the context value `stage`. */
  readonly stage: string;
  /** Further context values. */
  readonly context?: Readonly<Record<string, string>>;
}

export interface DeployOptions extends AppOptions {
  /** Where the outputs go; the run's own file when left out. */
  readonly outputsFile?: string;
  /** Told how far it is: resources done and to do in the stack at hand. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** The app is read from cdk.json, as on AWS. */
const inAssembly = (target: CdkTarget, { stage, context = {} }: AppOptions): string[] => [
  ...["--output", target.layout.cdkOut],
  ...Object.entries({ ...context, stage }).flatMap(([key, value]) => ["--context", `${key}=${value}`]),
];

/** `cdk bootstrap`. Run where there is no app: with the account given, building the stacks for it would be lost time. */
export async function cdkBootstrap(target: CdkTarget): Promise<void> {
  await runCdk(target, ["bootstrap", `aws://${LOCAL_ACCOUNT}/${LOCAL_REGION}`], target.layout.home);
}

/** `cdk synth`: builds the stacks into the run's own folder, from which `cdkDeploy` takes them. Needs no cloud. */
export async function cdkSynth(target: CdkTarget, options: AppOptions): Promise<void> {
  rmSync(target.layout.cdkOut, { recursive: true, force: true });
  await runCdk(target, ["synth", "--quiet", ...inAssembly(target, options)]);
}

/**
 * `cdk deploy` of all stacks, and what they give out. Takes the stacks as `cdkSynth` left them, or builds them.
 * A first deploy that fails leaves its stack stuck (there as on AWS): the way on is a clean cloud.
 */
export async function cdkDeploy(target: CdkTarget, options: DeployOptions): Promise<StackOutputs> {
  const outputs = options.outputsFile ?? target.layout.outputs;
  const built = existsSync(target.layout.cdkOut);
  await runCdk(followed(target, options.onProgress), [
    ...(["deploy", "--all", "--require-approval", "never", "--outputs-file", outputs] as const),
    ...(built ? ["--app", target.layout.cdkOut] : inAssembly(target, options)),
  ]);
  // Taken once: a later deploy builds what the code says by then.
  rmSync(target.layout.cdkOut, { recursive: true, force: true });
  return readOutputs(outputs);
}

/** `cdk diff` of all stacks against what is deployed; the lines that it printed. */
export async function cdkDiff(target: CdkTarget, options: AppOptions): Promise<string[]> {
  return runCdk(target, ["diff", ...inAssembly(target, options)]);
}

/** `cdk destroy` of all stacks, without asking. */
export async function cdkDestroy(target: CdkTarget, options: AppOptions): Promise<void> {
  await runCdk(target, ["destroy", "--all", "--force", ...inAssembly(target, options)]);
}

/** The CDK prints one line an event: `<stack> | 3/12 | 2:39:30 PM | CREATE_COMPLETE | …`. */
function followed(target: CdkTarget, onProgress: DeployOptions["onProgress"]): CdkTarget {
  if (onProgress === undefined) return target;
  return {
    ...target,
    onLine: (line) => {
      target.onLine?.(line);
      const [, done, total] = /\|\s+(\d+)\/(\d+)\s+\|/.exec(line) ?? [];
      if (done !== undefined && total !== undefined) onProgress(Number(done), Number(total));
    },
  };
}
