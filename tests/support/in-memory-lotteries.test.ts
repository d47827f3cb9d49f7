import { InMemoryMemberStore } from "./in-memory-member-store.ts";
import { lotteryStoreContract } from "./lottery-store-contract.ts";

lotteryStoreContract(
  "in memory",
  () => {
    const members = new InMemoryMemberStore();
    return { lotteries: members.lotteries, members };
  },
  () => "memory",
);
