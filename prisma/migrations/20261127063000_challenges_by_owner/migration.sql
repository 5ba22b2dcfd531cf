-- A deletion finds the challenges of a user by their session or attempt. The table holds a day of them.
CREATE INDEX "PasskeyChallenge_sessionId_idx" ON "PasskeyChallenge"("sessionId");
CREATE INDEX "PasskeyChallenge_attemptId_idx" ON "PasskeyChallenge"("attemptId");
