import { PassThrough } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import { afterEach, describe, expect, test, vi } from "vitest";
import { languageOf, say } from "../../tools/local/say.ts";
import { createProgress, inSeconds } from "../../tools/progress.ts";

function aStream() {
  const stream = new PassThrough();
  const printed = () => stripVTControlCharacters(String(stream.read() ?? "")).replace(/\d+\.\d s/g, "0.0 s");
  return { stream, printed };
}
afterEach(() => vi.useRealTimers());

const title = { en: "Deploying", zh: "部署" };

describe("progress without a terminal", () => {
  test("is one plain line a quick step with its time, and one every five seconds of a long one", async () => {
    vi.useFakeTimers();
    const { stream, printed } = aStream();
    const progress = createProgress({ stream, language: "en" });
    const result = await progress.step(title, async (step) => {
      for (let done = 1; done <= 20; done++) {
        vi.advanceTimersByTime(1_000);
        step.advance(done, 20);
      }
      return 42;
    });
    expect(result).toBe(42);
    expect(printed().trimEnd().split("\n")).toEqual([
      "… Deploying",
      "… Deploying 25% (5/20)",
      "… Deploying 50% (10/20)",
      "… Deploying 75% (15/20)",
      "… Deploying 100% (20/20)",
      expect.stringContaining("✓ Deploying 0.0 s"),
    ]);
    expect(progress.timings).toEqual([{ title: "Deploying", seconds: 20, failed: false }]);
    await progress.step(title, async (step) => step.advance(1, 2));
    expect(printed()).toMatch(/^✓ Deploying 0.0 s\n$/);
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
