-- What changed about the sessions of whom, for a minute or so: each web process holds sessions in memory and reads here,
-- once a second, whose it has to look up again. Not logged: after a crash every process starts from nothing anyway.
CREATE UNLOGGED TABLE "SessionChange" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    -- The transaction, so that a reader knows which commits it cannot have seen yet (lib/sessions/change-feed.ts).
    "txid" BIGINT NOT NULL DEFAULT txid_current(),
    "userId" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "SessionChange_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "SessionChange_txid_idx" ON "SessionChange"("txid");

-- CreateIndex
CREATE INDEX "SessionChange_at_idx" ON "SessionChange"("at");

-- Called with the user whose sessions look different from now on. The notification tells processes at once; it may be
-- lost, the row is not.
CREATE FUNCTION "note_session_change"("changed" uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "SessionChange" ("userId") VALUES ("changed");
  PERFORM pg_notify('session_changes', "changed"::text);
END;
$$;

CREATE FUNCTION "session_row_changed"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM "note_session_change"(OLD."userId");
  IF TG_OP = 'UPDATE' AND NEW."userId" <> OLD."userId" THEN
    PERFORM "note_session_change"(NEW."userId");
  END IF;
  RETURN NULL;
END;
$$;

CREATE FUNCTION "sessions_deleted"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM "note_session_change"("userId") FROM (SELECT DISTINCT "userId" FROM "gone") AS "whose";
  RETURN NULL;
END;
$$;

CREATE TRIGGER "Session_deleted" AFTER DELETE ON "Session" REFERENCING OLD TABLE AS "gone"
  FOR EACH STATEMENT EXECUTE FUNCTION "sessions_deleted"();

-- That a session was seen again changes nothing about it; that the clock was put back does.
CREATE TRIGGER "Session_changed" AFTER UPDATE ON "Session" FOR EACH ROW
  WHEN ((OLD."tokenHash", OLD."userId", OLD."method", OLD."authenticatedAt", OLD."createdAt", OLD."expires")
        IS DISTINCT FROM (NEW."tokenHash", NEW."userId", NEW."method", NEW."authenticatedAt", NEW."createdAt", NEW."expires")
        OR NEW."lastSeenAt" < OLD."lastSeenAt")
  EXECUTE FUNCTION "session_row_changed"();

CREATE FUNCTION "user_of_sessions_changed"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM "note_session_change"(OLD."id");
  RETURN NULL;
END;
$$;

CREATE TRIGGER "User_of_sessions_changed" AFTER UPDATE ON "User" FOR EACH ROW
  WHEN ((OLD."name", OLD."email", OLD."provedEmail", OLD."status") IS DISTINCT FROM (NEW."name", NEW."email", NEW."provedEmail", NEW."status"))
  EXECUTE FUNCTION "user_of_sessions_changed"();

CREATE FUNCTION "notice_of_user_changed"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    PERFORM "note_session_change"(OLD."userId");
  END IF;
  IF TG_OP <> 'DELETE' THEN
    PERFORM "note_session_change"(NEW."userId");
  END IF;
  RETURN NULL;
END;
$$;

CREATE TRIGGER "UserNotice_changed" AFTER INSERT OR UPDATE OR DELETE ON "UserNotice" FOR EACH ROW
  EXECUTE FUNCTION "notice_of_user_changed"();

-- TRUNCATE passes the triggers of rows by; nobody's session is what it was.
CREATE FUNCTION "sessions_truncated"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM "note_session_change"('00000000-0000-0000-0000-000000000000');
  RETURN NULL;
END;
$$;

CREATE TRIGGER "Session_truncated" AFTER TRUNCATE ON "Session"
  FOR EACH STATEMENT EXECUTE FUNCTION "sessions_truncated"();
