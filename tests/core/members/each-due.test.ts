import { describe, expect, it } from "vitest";
import { MemberBusyError } from "../../../core/members/change-member.ts";
import { eachDue, unlessBusy } from "../../../core/members/each-due.ts";

const RUN = { pages: 4, page: 3, atOnce: 2 };
const keyOf = (due: string) => due;

/** An index over what is not done yet; `stale` of the latest done are still named. */
function index(all: readonly string[], stale = 0) {
  const done: string[] = [];
  const hidden = () => new Set(done.slice(0, done.length - stale));
  return {
    done,
    read: async (limit: number) => all.filter((one) => !hidden().has(one)).slice(0, limit),
    work: async (one: string) => {
      done.push(one);
    },
  };
}

describe("a run through what is due", () => {
  it("does each once, though the index still names what was just done", async () => {
    const { read, work, done } = index(["a", "b", "c", "d", "e"], 2);
    expect(await eachDue(RUN, read, keyOf, work)).toEqual({ more: false });
    expect(done.toSorted()).toEqual(["a", "b", "c", "d", "e"]);
  });

  it("says that there may be more when a page of what can't be done hides what stands behind it", async () => {
    const done: string[] = [];
    const busy = ["a", "b", "c"];
    const read = async (limit: number) => [...busy, "d"].slice(0, limit);
    const work = async (one: string) => {
      done.push(one);
    };
    expect(await eachDue(RUN, read, keyOf, work)).toEqual({ more: true });
    expect(done).toEqual(busy);
  });

  it("ends at its bound and says so", async () => {
    const { read, work, done } = index(Array.from({ length: 20 }, (_, at) => `m-${String(at).padStart(2, "0")}`));
    expect(await eachDue(RUN, read, keyOf, work)).toEqual({ more: true });
    expect(done).toHaveLength(12);
  });

  it("works on as many at once as it may, and no more", async () => {
    let now = 0;
    let most = 0;
    const { read, done } = index(["a", "b", "c", "d", "e"]);
    await eachDue(RUN, read, keyOf, async (one) => {
      now += 1;
      most = Math.max(most, now);
      await Promise.resolve();
      now -= 1;
      done.push(one);
    });
    expect(most).toBe(2);
  });

  it("leaves a busy member to the next run, and hides no other failure", async () => {
    expect(await unlessBusy(Promise.reject(new MemberBusyError("m_1")), "busy")).toBe("busy");
    expect(await unlessBusy(Promise.resolve("done"), "busy")).toBe("done");
    await expect(unlessBusy(Promise.reject(new Error("broken")), "busy")).rejects.toThrow("broken");
  });
});
