import path from "node:path";

/** The folder of the checkout. */
export const projectRoot = path.resolve(import.meta.dirname, "../..");

/** The one Region and account of the local cloud. The Region is the one nearest to the sample's shop, which sells in GBP. */
export const LOCAL_REGION = "eu-west-2";
export const LOCAL_ACCOUNT = "000000000000";

/** Port of the local cloud when nobody chooses one: the one that tools for local clouds expect. */
export const DEFAULT_PORT = 4566;

/** Where a run keeps everything of its own; `name` parts runs that may stand beside each other (`npm start`, `npm test`). */
export function stateDirOf(name: string): string {
  return path.join(projectRoot, ".local", name);
}

/** The files and folders of one run, all below its state folder. */
export function layoutOf(stateDir: string) {
  const below = (name: string) => path.join(stateDir, name);
  return {
    stateDir,
    lock: below("lock.json"),
    processes: below("processes.jsonl"),
    session: below("session.json"),
    outputs: below("outputs.json"),
    cloudLog: below("cloud.log"),
    cdkLog: below("cdk.log"),
    cdkOut: below("cdk.out"),
    /** Everything below is thrown away at each start: a local run starts from a clean cloud. */
    home: below("home"),
    state: below("state"),
    objects: below("objects"),
    temporary: below("tmp"),
  } as const;
}

export type Layout = ReturnType<typeof layoutOf>;
