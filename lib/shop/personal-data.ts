import type { PersonalDataEntry } from "../personal-data/entry.ts";
import { addresses } from "./personal-data/addresses.ts";
import { bag } from "./personal-data/bag.ts";
import { orders } from "./personal-data/orders.ts";
import { savedItems } from "./personal-data/saved-items.ts";

/** The shop's personal data. The guest's own row is no entry: lib/shop/guest-session.ts deletes it after all of them. */
export const shopPersonalData: readonly PersonalDataEntry[] = [bag, savedItems, addresses, orders];
