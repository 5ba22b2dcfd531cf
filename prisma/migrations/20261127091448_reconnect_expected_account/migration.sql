-- With which linked account somebody is to come back who connects one again: a user may have several at one provider.
ALTER TABLE "Attempt" ADD COLUMN "expectedAccountId" UUID;
