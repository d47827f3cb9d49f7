import { InMemoryJourneyStore } from "./in-memory-journey-store.ts";
import { journeyStoreContract } from "./journey-store-contract.ts";

journeyStoreContract(
  "in memory",
  () => new InMemoryJourneyStore(),
  () => "memory",
);
