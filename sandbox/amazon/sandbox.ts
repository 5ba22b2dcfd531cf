import type { SandboxClient } from "./clients.ts";
import { createFaultList } from "./faults.ts";
import type { FaultList } from "./faults.ts";
import { createLedger } from "./ledger.ts";
import type { Ledger } from "./ledger.ts";
import { createPersonaList } from "./personas.ts";
import type { PersonaList } from "./personas.ts";
import { createStore } from "./store.ts";
import type { Store } from "./store.ts";

/** All state of one sandbox; every handler takes it as its first argument. */
export type Sandbox = {
  clients: ReadonlyMap<string, SandboxClient>;
  personas: PersonaList;
  store: Store;
  ledger: Ledger;
  faults: FaultList;
  /** Epoch milliseconds. */
  now: () => number;
};

/** A fresh sandbox: built-in personas, no consents, no faults. */
export function createSandbox(clients: SandboxClient[], now: () => number): Sandbox {
  const ledger = createLedger(now);
  return {
    clients: new Map(clients.toReversed().map((client) => [client.clientId, client])),
    personas: createPersonaList(),
    store: createStore(now, ledger),
    ledger,
    faults: createFaultList(),
    now,
  };
}
