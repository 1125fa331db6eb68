-- Up to when all that a box did is here, so that a day says of which boxes it may lack something.

alter table agent_presence
    add column heard_to     timestamptz,
    -- What its last hello said: where its journal of lane fin ended, and when that was. Once that row is here, heard_to is
    -- said_at.
    add column said_journal uuid,
    add column said_seq     bigint,
    add column said_at      timestamptz;

-- What waited at an earlier hello was not noted.
update agent_presence set heard_to = last_hello;
