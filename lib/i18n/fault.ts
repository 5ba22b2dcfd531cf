import { fault as de } from "./de/fault.ts";
import { fault as en } from "./en/fault.ts";
import { fault as es } from "./es/fault.ts";
import { fault as fr } from "./fr/fault.ts";
import { fault as ja } from "./ja/fault.ts";

const inAll = { en, de, fr, es, ja };

/**
 * The error page's words. That page runs in the browser, which has no catalogue and no request: it takes the language
 * from the page that it stands in for.
 */
export function faultWords(language: string): typeof inAll.de {
  return Object.hasOwn(inAll, language) ? inAll[language as keyof typeof inAll] : inAll.en;
}
