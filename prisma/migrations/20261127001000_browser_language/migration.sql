-- The language in which a user signed in last in a browser: what others cause is told to its owner in their language, not
-- in that of whoever caused it.
ALTER TABLE "KnownBrowser" ADD COLUMN "language" TEXT;
