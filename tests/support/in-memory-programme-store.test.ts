import { InMemoryProgrammeStore } from "./in-memory-programme-store.ts";
import { programmeStoreContract } from "./programme-store-contract.ts";

programmeStoreContract("in memory", () => new InMemoryProgrammeStore());
