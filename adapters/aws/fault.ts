/**
 * The fault hook: in local and test stages a function can be told to die after its n-th call to the cloud. It is how
 * the product shows that nobody is stuck and nothing is doubled, whatever a crash cuts in two. Without an armed fault it
 * only counts.
 */
let calls = 0;
let dieAfter: number | undefined;

/** Forgets the count of the invocation before; arms the fault when one is given. */
export function armFault(afterCall: number | undefined): void {
  calls = 0;
  dieAfter = afterCall;
}

/** Calls to the cloud since the invocation began, where a fault was armed for it and has not come about. */
export const outlivedCalls = (): number | undefined => (dieAfter === undefined ? undefined : calls);

/** A call to the cloud has come back, with an answer or an error. */
function callReturned(): void {
  calls += 1;
  if (dieAfter !== undefined && calls >= dieAfter) {
    // Dead at once, as a crash is: no finally, no flush, no answer.
    process.kill(process.pid, "SIGKILL");
  }
}

interface Hookable {
  middlewareStack: {
    add(
      middleware: (next: (args: never) => Promise<unknown>) => (args: never) => Promise<unknown>,
      options: { step: "initialize"; name: string },
    ): void;
  };
}

/** Puts the hook round every call of an SDK client. */
export function hooked<C>(client: C): C {
  (client as unknown as Hookable).middlewareStack.add(
    (next) => async (args) => {
      try {
        return await next(args);
      } finally {
        // What was refused was a call too: a crash may come behind it as well.
        callReturned();
      }
    },
    { step: "initialize", name: "faultHook" },
  );
  return client;
}
