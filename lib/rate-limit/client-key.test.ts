import { expect, test } from "vitest";
import { limitKeyOf, networkKeyOf } from "./client-key.ts";

test.each([
  ["192.0.2.7", "192.0.2.7"],
  ["::ffff:192.0.2.7", "192.0.2.7"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:0DB8:0001:0002::1", "2001:db8:1:2::/64"],
  ["2001:db8::1", "2001:db8:0:0::/64"],
  ["::1", "0:0:0:0::/64"],
  ["fe80::1%eth0", "fe80:0:0:0::/64"],
  ["2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::/64"],
])("counts %s as %s", (address, key) => {
  expect(limitKeyOf(address)).toBe(key);
});

test.each([
  ["192.0.2.7", null],
  ["::ffff:192.0.2.7", null],
  ["2001:0DB8:0001:0002::1", "2001:db8:1::/48"],
  ["2001:db8:1:ffff:3:4:5:6", "2001:db8:1::/48"],
  ["2001:db8::1", "2001:db8:0::/48"],
  ["fe80::1%eth0", "fe80:0:0::/48"],
])("counts the network of %s as %s", (address, key) => {
  expect(networkKeyOf(address)).toBe(key);
});
