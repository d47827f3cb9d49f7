import { discrepancyStoreContract } from "./discrepancy-store-contract.ts";
import { InMemoryMemberStore } from "./in-memory-member-store.ts";

const members = new InMemoryMemberStore();
discrepancyStoreContract("in memory", () => ({ members, discrepancies: members.discrepancies }), "memory", 2011);
