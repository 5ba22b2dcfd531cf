/** Where a person removes an app from their Amazon account. */
export const amazonAppsUrl = "https://www.amazon.com/ap/adam";
