import { type MessageKey, messageKeys, t } from "../i18n/index.ts";
import { type Spans, spansInWords } from "./spans.ts";

type AfterName<Key = MessageKey> = Key extends `privacy.after.${infer Name}` ? Name : never;
type HeldName<Key = MessageKey> = Key extends `privacy.held.${infer Name}.title` ? Name : never;

const known = new Set<string>(messageKeys());
const isHeldName = (name: string): name is HeldName => known.has(`privacy.held.${name}.title`);

const stays = (name: string): name is AfterName => known.has(`privacy.after.${name}`);

/** What a kind of data is, what for, and for how long, in the language of whoever is being answered. */
export type HeldWords = { title: string; purpose: string; keep: string };

/**
 * The words of a kind of data.
 * @param name of the `HeldData` entry
 * @param spans every duration that the words may name (lib/composition.ts)
 * @throws Error when it has no words, or when they name a duration that nobody gave
 */
export function heldWords(name: string, spans: Spans): HeldWords {
  if (!isHeldName(name)) throw new Error(`${name} has no words in the privacy notice: give it some at privacy.held.${name}`);
  return { title: t(`privacy.held.${name}.title`), purpose: t(`privacy.held.${name}.purpose`), keep: t(`privacy.held.${name}.keep`, spansInWords(spans)) };
}

/**
 * What a deletion leaves of a kind of data, why and for how long: of the rows that stay, which need not be all of the kind.
 * @throws Error as {@link heldWords}
 */
export function afterWords(name: string, spans: Spans): string {
  if (!stays(name)) throw new Error(`${name} stays after a deletion and has no words for it: give it some at privacy.after.${name}`);
  return t(`privacy.after.${name}`, spansInWords(spans));
}
