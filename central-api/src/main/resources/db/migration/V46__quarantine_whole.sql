-- What the bytes of a row are that another event has the id of. A row that was set aside before has what that event is.
alter table quarantine
    add column type    text,
    add column version integer;
