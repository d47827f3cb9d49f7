import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { LocalCloudError } from "./local-cloud-error.ts";
import { messages } from "./messages.ts";

export interface Python {
  /** The interpreter itself, behind whatever shim or link was found on the PATH. */
  readonly executable: string;
  /** For example `3.11.7`. */
  readonly version: string;
}

/** MiniStack asks for 3.10. */
const OLDEST = { major: 3, minor: 10 } as const;
const NEEDED = `${OLDEST.major}.${OLDEST.minor}`;
const CANDIDATES = ["python3", "python", "python3.14", "python3.13", "python3.12", "python3.11", "python3.10"];

/** Works in Python 2 too, so that an old one can say which one it is. */
const PROBE = `
import json, sys
try:
    import ensurepip, venv
    can = True
except ImportError:
    can = False
print(json.dumps({"executable": sys.executable, "version": ".".join(map(str, sys.version_info[:3])), "venv": can}))
`;

interface Found extends Python {
  readonly venv: boolean;
}

/**
 * The first Python on the PATH that is new enough and can make a virtual environment.
 * @throws LocalCloudError naming what is missing: no Python at all, too old a one, or one without its venv package.
 */
export async function findPython(environment: NodeJS.ProcessEnv = process.env): Promise<Python> {
  const seen: Found[] = [];
  for (const command of CANDIDATES) {
    const found = await probe(command, environment);
    if (found === undefined) continue;
    if (isNewEnough(found.version) && found.venv) return { executable: found.executable, version: found.version };
    seen.push(found);
  }
  const enough = seen.find(({ version }) => isNewEnough(version));
  if (enough) throw new LocalCloudError(messages.pythonWithoutVenv(enough.version));
  const newest = seen.map(({ version }) => version).sort((a, b) => b.localeCompare(a, "en", { numeric: true }))[0];
  throw new LocalCloudError(
    newest === undefined ? messages.pythonMissing(NEEDED) : messages.pythonTooOld(newest, NEEDED),
  );
}

function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > OLDEST.major || (major === OLDEST.major && minor >= OLDEST.minor);
}

async function probe(command: string, env: NodeJS.ProcessEnv): Promise<Found | undefined> {
  try {
    const { stdout } = await promisify(execFile)(command, ["-c", PROBE], { env, timeout: 20_000 });
    return JSON.parse(stdout) as Found;
  } catch {
    return undefined; // not there, or a shim that stands for no version
  }
}
