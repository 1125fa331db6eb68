package io.tillpost.edge.catalog;

import com.fasterxml.jackson.annotation.JsonProperty;

/// What a quantity of 1 means.
public enum Unit {
    @JsonProperty("piece")
    PIECE, @JsonProperty("kg")
    KG
}
