import { createClientList } from "./clients.ts";
import type { ClientList, SandboxClient } from "./clients.ts";
import { createFaultList } from "./faults.ts";
import type { FaultList } from "./faults.ts";
import { createLedger } from "./ledger.ts";
import type { Ledger } from "./ledger.ts";
import { createPersonaList } from "./personas.ts";
import type { PersonaList } from "./personas.ts";
import { createSettings } from "./settings.ts";
import type { Region, SettingsList } from "./settings.ts";
import { createStore } from "./store.ts";
import type { Store } from "./store.ts";

/** All state of one sandbox; every handler takes it as its first argument. */
export type Sandbox = {
  clients: ClientList;
  personas: PersonaList;
  settings: SettingsList;
  store: Store;
  ledger: Ledger;
  faults: FaultList;
  /** The region that is being played. */
  region: () => Region;
  /** Epoch milliseconds, as the sandbox's clock shows them. */
  now: () => number;
};

/** A fresh sandbox: built-in personas, no consents, no faults. */
export function createSandbox(clients: SandboxClient[], realNow: () => number, firstRegion: Region): Sandbox {
  const settings = createSettings(firstRegion);
  const now = () => realNow() + settings.all().clockOffsetSeconds * 1_000;
  const region = () => settings.all().region;
  const ledger = createLedger(realNow);
  return {
    clients: createClientList(clients),
    personas: createPersonaList(),
    settings,
    store: createStore({ now, ledger, region }),
    ledger,
    faults: createFaultList(),
    region,
    now,
  };
}

/** Makes a sandbox as it was when it started. */
export function resetSandbox({ clients, personas, settings, store, ledger, faults }: Sandbox): void {
  for (const part of [clients, personas, settings, store]) part.reset();
  for (const list of [ledger, faults]) list.clear();
}
