import { expect, test } from "./fixtures/test.ts";
import { takePictures } from "./fixtures/pictures.ts";
import { guestPlaces, type Place, workedPlaces } from "./fixtures/places/index.ts";

test.describe.configure({ mode: "parallel" });

/** The pictures of the ways in and of what guards them: the name of the files, and the place that is on them. */
const pictures: Readonly<Record<string, string>> = {
  "password-sign-in": "sign-in with a password",
  "password-sign-up": "sign-up with a password that is too easy",
  "password-new": "choosing a new password by code",
  "password-change": "changing the password",
  "passkey-add": "add a passkey",
  "sign-in-methods": "ways to sign in with passkeys",
  "step-up": "step-up",
  "step-up-code": "step-up with a code",
  "mailed-link": "link in a mail",
  "address-change": "code to a new address",
  "address-undo": "taking a change of address back",
  "whose-address": "whose address",
  "sessions": "where one is signed in",
  "activity": "what happened to the account",
  "not-me": "saying that it was not me",
  "account-locked": "account closed against others",
  "unlock": "opening a locked account",
  "signed-out-elsewhere": "signed out elsewhere",
  "shared-computer": "sign-in on a shared computer",
  "amazon-shaky": "sign-in, while Amazon is shaky",
  "amazon-down": "sign-in, while Amazon is down",
  "too-many-tries": "recovery of too many tries",
};

function placeOf(name: string): Place {
  const place = [...guestPlaces, ...workedPlaces].find((one) => one.name === name);
  if (!place) throw new Error(`there is no place “${name}”`);
  return place;
}

for (const [file, name] of Object.entries(pictures)) {
  test(`pictures of “${name}”`, async ({ page, shop, stack, expected }) => {
    const { open, statuses = [] } = placeOf(name);
    for (const status of statuses) expected.statuses.add(status);
    await open(shop, stack);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await takePictures(page, file);
  });
}
