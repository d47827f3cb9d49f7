import { InMemoryMemberStore } from "./in-memory-member-store.ts";
import { memberStoreContract } from "./member-store-contract.ts";

memberStoreContract(
  "in memory",
  () => new InMemoryMemberStore(),
  async (memberId, store) => (store as InMemoryMemberStore).outboxOf(memberId),
  () => "memory",
);
