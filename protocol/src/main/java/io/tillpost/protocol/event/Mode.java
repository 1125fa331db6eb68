package io.tillpost.protocol.event;

/// Whether it counts. Training has its own journals and numbers and never reaches ledger or clearing.
public enum Mode {
    LIVE, TRAINING
}
