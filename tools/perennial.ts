import { userInfo } from "node:os";
import { setTimeout as pause } from "node:timers/promises";
import { openDeployment } from "./perennial/open-deployment.ts";
import { runPerennial } from "./perennial/program.ts";
import { createProgress } from "./progress.ts";

await runPerennial(process.argv.slice(2), {
  print: (text) => console.log(text),
  note: (text) => console.error(text),
  // To where notes go: the answer can be piped.
  progress: () => createProgress({ stream: process.stderr }),
  env: process.env,
  user: userInfo().username,
  open: openDeployment,
  fetch,
  pause: async (milliseconds) => void (await pause(milliseconds)),
  exitCode: (code) => {
    process.exitCode = code;
  },
});
