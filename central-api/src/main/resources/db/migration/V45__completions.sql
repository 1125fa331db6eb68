-- Which event completed a sale or a refund: each is completed once, whichever box says so. Sales from before this table
-- are not in it; the bodies that name them are sealed.

create table completion (
    tenant  text not null,
    subject uuid not null,
    event   uuid not null,
    primary key (tenant, subject)
);

create trigger completion_is_written_once before update or delete or truncate on completion
    for each statement execute function is_written_once();
