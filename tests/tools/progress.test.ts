import { PassThrough } from "node:stream";
import { describe, expect, test } from "vitest";
import { languageOf, say } from "../../tools/local/say.ts";
import { createProgress, inSeconds } from "../../tools/progress.ts";

function aStream() {
  const stream = new PassThrough();
  const printed = () => String(stream.read() ?? "").replace(/\d+\.\d s/g, "0.0 s");
  return { stream, printed };
}
const title = { en: "Deploying", zh: "部署" };

describe("progress without a terminal", () => {
  test("is one plain line a step with its time, and one each tenth of a bar", async () => {
    const { stream, printed } = aStream();
    const progress = createProgress({ stream, language: "en" });
    const result = await progress.step(title, async (step) => {
      for (let done = 1; done <= 20; done++) step.advance(done, 20);
      return 42;
    });
    expect(result).toBe(42);
    const lines = printed().trimEnd().split("\n");
    expect(lines[0]).toBe("… Deploying 10% (2/20)");
    expect(lines).toHaveLength(10);
    expect(lines.at(-1)).toContain("✓ Deploying 0.0 s");
    expect(progress.timings).toMatchObject([{ title: "Deploying", failed: false }]);
  });

  test("says when a step fails, and lets its error through", async () => {
    const { stream, printed } = aStream();
    const progress = createProgress({ stream, language: "zh-CN" });
    const failing = progress.step(title, () => Promise.reject(new Error("no")));
    await expect(failing).rejects.toThrow("no");
    expect(printed()).toContain("✗ 部署 0.0 s");
    expect(progress.timings).toMatchObject([{ failed: true }]);
  });
});

describe("what is said to people", () => {
  test.each([
    [{ LANG: "zh_CN.UTF-8" }, "zh-CN"],
    [{ LANG: "zh" }, "zh-CN"],
    [{ LANG: "en_GB.UTF-8" }, "en"],
    [{ LANG: "zh_CN.UTF-8", LC_ALL: "C" }, "en"],
    [{ LANG: "en_US", LC_MESSAGES: "zh_TW" }, "zh-CN"],
    [{}, "en"],
  ])("goes by %j: %s", (environment, language) => {
    expect(languageOf(environment)).toBe(language);
  });

  test("is in their language, and in seconds or minutes", () => {
    expect([say(title, "en"), say(title, "zh-CN"), say("as it is", "zh-CN")]).toEqual([
      "Deploying",
      "部署",
      "as it is",
    ]);
    expect([inSeconds(3.24), inSeconds(59.94), inSeconds(125)]).toEqual(["3.2 s", "59.9 s", "2 min 05 s"]);
  });
});
