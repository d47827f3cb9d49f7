import { allotmentStoreContract } from "./allotment-store-contract.ts";
import { InMemoryAllotments } from "./in-memory-allotments.ts";
import { InMemoryMemberStore } from "./in-memory-member-store.ts";

allotmentStoreContract(
  "in memory",
  () => {
    const allotments = new InMemoryAllotments();
    return { allotments, members: new InMemoryMemberStore({ allotments }) };
  },
  () => "memory",
);
