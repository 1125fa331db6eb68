-- A client that is known by the subject of its certificate may be known by two while it changes over. Nodes of before know the
-- first alone.
alter table api_client
    add column second_certificate_subject text,
    add constraint api_client_has_a_first_certificate_subject check (
        second_certificate_subject is null or certificate_subject is not null);
