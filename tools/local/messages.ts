import type { Text } from "./say.ts";

/** Everything that the local cloud says to the person at the terminal, in one place so that both languages stay together. */
export const messages = {
  nodeTooOld: (found: string, needed: number): Text => ({
    en: `This runs TypeScript directly and needs Node ${needed}; this is ${found}. Start it through npm (npm start, npm test, npm run …): npm ci has put Node ${needed} into the project.`,
    zh: `本命令直接运行 TypeScript，需要 Node ${needed}，而当前是 ${found}。请通过 npm 启动（npm start、npm test、npm run …）：npm ci 已把 Node ${needed} 装进项目。`,
  }),
  systemNotSupported: (): Text => ({
    en: "The local cloud runs on Linux and macOS; on Windows, use WSL.",
    zh: "本地云可在 Linux 和 macOS 上运行；Windows 请使用 WSL。",
  }),
  pythonMissing: (needed: string): Text => ({
    en: `Python ${needed} or newer is needed for the local cloud, and none was found on the PATH: install Python ${needed}+ and run this again.`,
    zh: `本地云需要 Python ${needed} 或更新版本，但 PATH 中没有找到 Python：请安装 Python ${needed}+ 后重试。`,
  }),
  pythonTooOld: (found: string, needed: string): Text => ({
    en: `Python ${needed} or newer is needed for the local cloud; the newest found on the PATH is ${found}: install Python ${needed}+ and run this again.`,
    zh: `本地云需要 Python ${needed} 或更新版本，而 PATH 中最新的是 ${found}：请安装 Python ${needed}+ 后重试。`,
  }),
  pythonWithoutVenv: (found: string): Text => ({
    en: `Python ${found} was found, but it cannot make virtual environments: install its venv package (Debian and Ubuntu: apt install python3-venv) and run this again.`,
    zh: `找到了 Python ${found}，但它无法创建虚拟环境：请安装 venv 组件（Debian、Ubuntu：apt install python3-venv）后重试。`,
  }),
  venvFailed: (): Text => ({
    en: "The local cloud could not be installed into its virtual environment: see the lines above (is the package index reachable?).",
    zh: "本地云未能装入虚拟环境：原因见上文（是否能访问软件包索引？）。",
  }),
  portInUse: (port: number): Text => ({
    en: `Port ${port} is in use by another program: choose another one with --port <number> or PERENNIAL_PORT=<number>.`,
    zh: `端口 ${port} 已被其他程序占用：请用 --port <端口号> 或 PERENNIAL_PORT=<端口号> 换一个。`,
  }),
  portForbidden: (port: number): Text => ({
    en: `Port ${port} cannot be opened by this user: choose one above 1023 with --port <number> or PERENNIAL_PORT=<number>.`,
    zh: `当前用户不能打开端口 ${port}：请用 --port <端口号> 或 PERENNIAL_PORT=<端口号> 选一个大于 1023 的端口。`,
  }),
  portMakesNoSense: (given: string): Text => ({
    en: `"${given}" is not a port: give a whole number from 1 to 65535.`,
    zh: `“${given}”不是有效端口：请给出 1 到 65535 之间的整数。`,
  }),
  alreadyRunning: (pid: number, folder: string): Text => ({
    en: `It is already running here (process ${pid}, folder ${folder}): stop that one first with Ctrl-C, or "npm run local -- stop".`,
    zh: `这里已有一个正在运行（进程 ${pid}，目录 ${folder}）：请先用 Ctrl-C 或“npm run local -- stop”结束它。`,
  }),
  notRunning: (): Text => ({
    en: 'Nothing is running here: start it with "npm start" or "npm run local -- start".',
    zh: "这里没有正在运行的本地云：请用“npm start”或“npm run local -- start”启动。",
  }),
  notReady: (run: string): Text => ({
    en: `The run "${run}" is still coming up: wait until its stacks are deployed.`,
    zh: `运行“${run}”仍在启动：请等待堆栈部署完成。`,
  }),
  severalRunning: (runs: readonly string[]): Text => ({
    en: `Several are running here: choose one with --run (${runs.join(", ")}).`,
    zh: `这里有多个正在运行：请用 --run 选择一个（${runs.join("、")}）。`,
  }),
  doesNotEnd: (pid: number): Text => ({
    en: `Process ${pid} was asked to end and has not: end it with "kill -9 ${pid}"; the next start clears up after it.`,
    zh: `已要求进程 ${pid} 结束，但它仍在运行：请执行“kill -9 ${pid}”；下次启动会清理残留。`,
  }),
  orphansEnded: (count: number): Text => ({
    en: `Ended ${count} process(es) that an earlier run had left behind.`,
    zh: `已结束上次运行遗留的 ${count} 个进程。`,
  }),
  cloudDidNotStart: (seconds: number): Text => ({
    en: `The local cloud did not become healthy within ${seconds} s: the end of its log is above.`,
    zh: `本地云在 ${seconds} 秒内未能就绪：日志末尾见上文。`,
  }),
  cloudEnded: (): Text => ({
    en: "The local cloud ended by itself: the end of its log is above.",
    zh: "本地云自行退出：日志末尾见上文。",
  }),
  cdkFailed: (what: string, log: string): Text => ({
    en: `cdk ${what} failed: the end of what it said is above, all of it in ${log}.`,
    zh: `cdk ${what} 失败：输出末尾见上文，完整日志在 ${log}。`,
  }),
  deployFailed: (log: string): Text => ({
    en: `cdk deploy failed: the end of what it said is above, all of it in ${log}. A stack whose first deploy failed is stuck: stop the local cloud and start it again, which starts clean.`,
    zh: `cdk deploy 失败：输出末尾见上文，完整日志在 ${log}。首次部署失败的堆栈会卡住：请停止本地云后重新启动（从干净状态开始）。`,
  }),
  outputMissing: (key: string): Text => ({
    en: `The deployed stacks give no output "${key}".`,
    zh: `已部署的堆栈没有输出“${key}”。`,
  }),
  makingVenv: (): Text => ({ en: "Installing the local cloud (first time only)", zh: "安装本地云（仅首次）" }),
  startingCloud: (port: number): Text => ({
    en: `Starting the local cloud on 127.0.0.1:${port}`,
    zh: `在 127.0.0.1:${port} 启动本地云`,
  }),
  synthesizing: (): Text => ({ en: "Building the stacks (cdk synth)", zh: "构建堆栈（cdk synth）" }),
  bootstrapping: (): Text => ({ en: "Preparing the account (cdk bootstrap)", zh: "准备账户（cdk bootstrap）" }),
  deploying: (stage: string): Text => ({
    en: `Deploying the stacks, stage ${stage} (cdk deploy)`,
    zh: `部署堆栈，阶段 ${stage}（cdk deploy）`,
  }),
  enforcingIam: (): Text => ({ en: "Restarting with IAM enforced", zh: "重启并强制执行 IAM" }),
  stopping: (): Text => ({ en: "Stopping: ending every process …", zh: "正在停止：结束所有进程……" }),
  stopped: (): Text => ({ en: "Stopped.", zh: "已停止。" }),
  readyUntilCtrlC: (): Text => ({ en: "Running until Ctrl-C.", zh: "持续运行，按 Ctrl-C 结束。" }),
} as const;
