-- When the present secret was made by a rotation: which one is meant by who says that its answer was lost.
alter table api_client
    add column secret_rotated_at timestamptz,
    add constraint api_client_is_rotated_to_a_second_secret check (
        secret_rotated_at is null or previous_secret_hash is not null);

-- For nodes of before, which rotate without saying when: the time of an earlier rotation must not stand for theirs.
create function rotation_of_unknown_time() returns trigger language plpgsql as $$
begin
    new.secret_rotated_at := null;
    return new;
end $$;

create trigger api_client_rotation_of_unknown_time before update of secret_hash on api_client for each row
    when (new.secret_hash is distinct from old.secret_hash
        and new.secret_rotated_at is not distinct from old.secret_rotated_at)
    execute function rotation_of_unknown_time();
