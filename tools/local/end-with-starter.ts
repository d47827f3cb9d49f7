/**
 * Preloaded (`node --import`) into a Node process that leads a process group of its own: takes the group down when
 * whoever started it is gone. It is to Node what launch.py is to Python: the end of the standard input is the news.
 * The stream is unreferenced, so that it never keeps the process from ending by itself.
 */
const input = process.stdin;
input.on("close", () => process.kill(-process.pid, "SIGKILL"));
input.resume();
if ("unref" in input && typeof input.unref === "function") input.unref();
