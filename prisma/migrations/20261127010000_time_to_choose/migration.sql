-- How long the sign-in page was looked at before a provider's button was pressed, as its form says.
ALTER TABLE "Attempt" ADD COLUMN "lookedMs" INTEGER;
