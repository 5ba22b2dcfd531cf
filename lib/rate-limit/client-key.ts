import { isIPv6 } from "node:net";

/** The first groups of an IPv6 address, in one spelling; null for any other address. */
function groupsOf(bare: string, count: number): string | null {
  if (!isIPv6(bare)) return null;
  const [head = "", tail] = bare.split("::");
  const groups = (part: string) => part.split(":").filter((group) => group !== "");
  const before = groups(head);
  const after = tail === undefined ? [] : groups(tail);
  const zeros = Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => "0");
  return [...before, ...zeros, ...after].slice(0, count).map((group) => Number.parseInt(group, 16).toString(16)).join(":");
}

/** An address without its zone; an IPv4 address that is written as an IPv6 one is taken out of it. */
function bareAddress(address: string): string {
  const bare = address.replace(/%.*$/, "").toLowerCase();
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(bare)?.[1] ?? bare;
}

/**
 * The key under which a client address is counted: an IPv6 client owns a whole /64, so its first four groups count;
 * an IPv4 address counts as it is.
 */
export function limitKeyOf(address: string): string {
  const bare = bareAddress(address);
  const groups = groupsOf(bare, 4);
  return groups === null ? bare : `${groups}::/64`;
}

/**
 * The key of the network that an IPv6 client is in: one customer may be given a whole /48, which is 65,536 clients by
 * `limitKeyOf`. Null for an IPv4 address, of which nobody gets so many.
 */
export function networkKeyOf(address: string): string | null {
  const groups = groupsOf(bareAddress(address), 3);
  return groups === null ? null : `${groups}::/48`;
}
