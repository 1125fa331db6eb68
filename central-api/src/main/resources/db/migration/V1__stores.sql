-- Stores, the agents that speak for them, and the contracts by which their card payments are settled.

create table store (
    tenant       text not null,
    store        text not null,
    legal_entity text not null,
    title        text not null,
    zone         text not null,
    currency     char(3) not null,
    created_at   timestamptz not null default now(),
    primary key (tenant, store),
    -- MQTT topics carry the store alone.
    unique (store)
);

create table store_agent (
    tenant text not null,
    agent  text not null,
    store  text not null,
    primary key (tenant, agent),
    -- An agent's name is the common name of its client certificate.
    unique (agent),
    foreign key (tenant, store) references store
);

-- Which acquirer a merchant id belongs to, from a date on. One answer for each date, whichever store asks.
create table merchant_contract (
    tenant       text not null,
    merchant_id  text not null,
    valid_from   date not null,
    acquirer     text not null,
    legal_entity text not null,
    primary key (tenant, merchant_id, valid_from)
);

-- The terminals of a store that settle by such a contract, and for which cards.
create table card_contract (
    tenant      text not null,
    store       text not null,
    merchant_id text not null,
    terminal_id text not null,
    valid_from  date not null,
    card_names  text[] not null,
    primary key (tenant, store, merchant_id, terminal_id, valid_from),
    foreign key (tenant, store) references store,
    foreign key (tenant, merchant_id, valid_from) references merchant_contract
);
