import type { en } from "./en/index.ts";

type Translated<T> = { readonly [K in keyof T]: T[K] extends string ? string : Translated<T[K]> };

/** The words of the pages and mails in any language: all that English has, and no others. */
export type Catalogue = Translated<typeof en>;
